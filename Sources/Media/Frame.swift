/// One frame of a clip.
public struct Frame: Sendable {
    /// Position in the clip, from 0.
    public let index: Int
    /// Name without extension: masks are named after it.
    public let stem: String
    /// Its pixels.
    public let image: RGBImage

    /// A frame at a position of a clip.
    public init(index: Int, stem: String, image: RGBImage) {
        (self.index, self.stem, self.image) = (index, stem, image)
    }
}

/// Frames in order, one at a time, so that a long clip needs no more memory than a short one.
public protocol FrameReader: AnyObject {
    /// The next frame, nil after the last.
    ///
    /// - Throws: `MediaError`; all frames have the size of the first.
    func next() throws -> Frame?
}
