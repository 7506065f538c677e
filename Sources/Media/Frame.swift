/// One frame of a clip.
public struct Frame: Sendable {
    /// Position in the clip, from 0.
    public let index: Int
    /// Name without extension: masks are named after it.
    public let stem: String
    /// Its pixels.
    public let image: RGBImage
    /// When it is shown, in seconds as the film counts them; nil for frames that have no time.
    public let time: Double?

    /// A frame at a position of a clip.
    ///
    /// - `time`: seconds.
    public init(index: Int, stem: String, image: RGBImage, time: Double? = nil) {
        (self.index, self.stem, self.image, self.time) = (index, stem, image, time)
    }
}

/// Frames in order, one at a time, so that a long clip needs no more memory than a short one.
public protocol FrameReader: AnyObject {
    /// The next frame, nil after the last.
    ///
    /// - Throws: `MediaError`; all frames have the size of the first.
    func next() throws -> Frame?
}
