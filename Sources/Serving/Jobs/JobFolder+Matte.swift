import Media
import Segmenter

extension JobFolder {
    /// A frame as it is shown, with a query's mask as its alpha.
    ///
    /// - Throws: `MediaError`.
    func matte(_ query: Int, _ frame: Int) throws -> RGBAImage {
        let image = try RGBImage(path: self.frame(frame))
        let mask = try RGBImage(path: self.mask(query, frame))
        let inside = stride(from: 0, to: mask.pixels.count, by: 3).map {
            mask.pixels[$0] > 0 ? UInt8(1) : 0
        }
        return RGBAImage(
            image, opaqueIn: Mask(width: mask.width, height: mask.height, bytes: inside))
    }
}
