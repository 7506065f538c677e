import Media

/// What was found in one frame.
public struct FrameResult: Sendable {
    /// Position in the clip, from 0.
    public let index: Int
    /// Name of the frame without extension.
    public let name: String
    /// When it is shown, in seconds as the film counts them; nil for frames that have no time.
    public let time: Double?
    /// The frame itself.
    public let image: RGBImage
    /// One entry a query, in the order of the queries.
    public let objects: [ObjectResult]

    init(_ frame: Frame, _ objects: [ObjectResult]) {
        (index, name, time, image) = (frame.index, frame.stem, frame.time, frame.image)
        self.objects = objects
    }

    private init(_ other: FrameResult, _ objects: [ObjectResult]) {
        (index, name, time, image) = (other.index, other.name, other.time, other.image)
        self.objects = objects
    }

    /// The same frame with other objects.
    func with(_ objects: [ObjectResult]) -> FrameResult { FrameResult(self, objects) }
}

/// One query in one frame.
public struct ObjectResult: Sendable {
    /// Which pixels belong to the object; of the frame's size, empty where the query does not match.
    public let mask: Mask
    /// The model's confidence that its chosen candidate is the object, 0…1.
    public let score: Double
    /// The model's confidence that this frame shows what the query names, 0…1.
    public let presence: Double
}
