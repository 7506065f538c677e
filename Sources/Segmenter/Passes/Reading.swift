import Media

/// A reader that moves to the thread on which frames are prepared.
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
final class Reading: @unchecked Sendable {
    private let frames: any FrameReader

    init(_ frames: sending any FrameReader) { self.frames = frames }

    func next() throws -> Frame? { try frames.next() }
}

/// Pictures that are in memory already, read as the frames of a clip.
final class ImageList: FrameReader {
    private let images: [RGBImage]
    private var index = 0

    init(_ images: [RGBImage]) { self.images = images }

    func next() -> Frame? {
        guard index < images.count else { return nil }
        defer { index += 1 }
        return Frame(index: index, stem: "\(index)", image: images[index])
    }
}
