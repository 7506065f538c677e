import Media
import Segmenter

extension JobFolder {
    /// A frame as it is shown, with a query's mask as its alpha.
    ///
    /// - Throws: `MediaError`.
    func matte(_ query: Int, _ frame: Int) throws -> RGBAImage {
        RGBAImage(try RGBImage(path: self.frame(frame)), opaqueIn: try found(query, frame))
    }

    /// A query's mask in a frame.
    ///
    /// - Throws: `MediaError`.
    func found(_ query: Int, _ frame: Int) throws -> Mask {
        let image = try RGBImage(path: mask(query, frame))
        let inside = stride(from: 0, to: image.pixels.count, by: 3).map {
            image.pixels[$0] > 0 ? UInt8(1) : 0
        }
        return Mask(width: image.width, height: image.height, bytes: inside)
    }
}
