import Media

/// A reader whose first frames can be looked at before they are read.
final class FirstFrames: FrameReader {
    /// The beginning of the clip, the last first.
    private var frames: [Frame] = []
    private let rest: any FrameReader

    /// - `count`: frames at most; `bytes`: of their pixels, unless one alone has more.
    /// - Throws: what `reader` throws.
    init(_ reader: any FrameReader, count: Int, bytes: Int) throws {
        rest = reader
        while frames.count < count, let frame = try reader.next() {
            frames.append(frame)
            let size = 3 * frame.image.width * frame.image.height
            if (frames.count + 1) * size > bytes { break }
        }
        frames.reverse()
    }

    /// The pictures of the frames that were looked at, in order.
    var images: [RGBImage] { frames.reversed().map(\.image) }

    func next() throws -> Frame? { try frames.popLast() ?? rest.next() }
}
