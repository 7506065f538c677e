import Datasets
import Media

/// A frame of a video that is decoded when it is asked for, and then kept.
final class LateImage {
    private let path: String
    private var image: RGBImage?

    /// - `path`: of an image file.
    init(path: String) { self.path = path }

    init(_ image: RGBImage) { (path, self.image) = ("", image) }

    /// - Throws: `MediaError`.
    func callAsFunction() throws -> RGBImage {
        let image = try self.image ?? RGBImage(path: path)
        self.image = image
        return image
    }
}

extension VideoFrames {
    /// The frames in order; those in image files are decoded only where they are looked at.
    ///
    /// - `earlyEnd`: is told of a film that ends before its header says.
    /// - Returns: gives the next frame, nil after the last.
    /// - Throws: `MediaError`, and what it returns throws that too.
    func lateImages(_ earlyEnd: EarlyEnd) throws -> () throws -> LateImage? {
        switch self {
        case .images(let paths):
            var rest = paths[...]
            return { rest.popFirst().map(LateImage.init(path:)) }
        case .file(let path):
            let reader = try VideoFile(path: path).frames(earlyEnd)
            return { try reader.next().map { LateImage($0.image) } }
        }
    }
}
