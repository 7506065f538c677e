import Media

/// A reader that moves to the thread on which frames are prepared.
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
final class Reading: @unchecked Sendable {
    private let frames: any FrameReader

    init(_ frames: sending any FrameReader) { self.frames = frames }

    func next() throws -> Frame? { try frames.next() }
}
