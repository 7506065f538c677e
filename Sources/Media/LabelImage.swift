/// An image whose pixels are numbers of objects: palette indices or gray levels of a PNG, as PIL's
/// `numpy.array(Image.open(path))` gives them.
package struct LabelImage: Sendable, Equatable {
    /// Columns of pixels.
    package let width: Int
    /// Rows of pixels.
    package let height: Int
    /// `[height, width]`, row by row; 0 is the background.
    package let labels: [UInt8]

    /// - `labels`: `[height, width]`.
    package init(width: Int, height: Int, labels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && labels.count == width * height,
            "\(labels.count) labels for \(height)x\(width)")
        (self.width, self.height, self.labels) = (width, height, labels)
    }

    /// Reads a PNG with a palette or gray levels of up to 8 bits.
    ///
    /// - Throws: `MediaError`; `.noLabels` for an image of colours.
    package init(path: String) throws {
        self = try ImageFile.readLabels(path)
    }

    /// The pixels of one object.
    package func mask(of label: UInt8) -> Mask {
        Mask(width: width, height: height, bytes: labels.map { $0 == label ? 1 : 0 })
    }

    /// The pixels of all objects.
    package var foreground: Mask {
        Mask(width: width, height: height, bytes: labels.map { $0 == 0 ? 0 : 1 })
    }
}

/// Size of an image in pixels, from its header alone.
///
/// - Throws: `MediaError`.
package func imageSize(path: String) throws -> (width: Int, height: Int) {
    try ImageFile.header(path).shown
}
