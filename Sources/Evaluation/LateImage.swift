import Media

/// A frame of a video that is decoded when it is asked for, and then kept.
final class LateImage {
    private let read: () throws -> RGBImage
    private var image: RGBImage?

    init(_ read: @escaping () throws -> RGBImage) { self.read = read }

    /// - Throws: what reading throws.
    func callAsFunction() throws -> RGBImage {
        let image = try self.image ?? read()
        self.image = image
        return image
    }
}
