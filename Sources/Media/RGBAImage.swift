import Masks

/// A picture with alpha: 8 bits, not premultiplied.
package struct RGBAImage: Sendable, Equatable {
    /// Columns of pixels.
    package let width: Int
    /// Rows of pixels.
    package let height: Int
    /// `[height, width, 4]`: red, green, blue, alpha.
    package let pixels: [UInt8]

    /// A frame of which a mask is opaque, and the rest transparent; colours stay, so that the edges of what
    /// is made of it do not darken.
    ///
    /// - `mask`: of the frame's size.
    package init(_ image: RGBImage, opaqueIn mask: Mask) {
        precondition(
            mask.width == image.width && mask.height == image.height,
            "mask \(mask.width)x\(mask.height) on image \(image.sizeText)")
        let count = mask.bytes.count
        (width, height) = (image.width, image.height)
        pixels = [UInt8](unsafeUninitializedCapacity: 4 * count) { out, written in
            image.pixels.withUnsafeBufferPointer { colours in
                mask.bytes.withUnsafeBufferPointer { inside in
                    for index in 0..<count {
                        let (from, to) = (3 * index, 4 * index)
                        out[to] = colours[from]
                        out[to + 1] = colours[from + 1]
                        out[to + 2] = colours[from + 2]
                        out[to + 3] = inside[index] == 0 ? 0 : 255
                    }
                }
            }
            written = 4 * count
        }
    }

    /// The part of a frame that is in a mask, cropped to the mask's box; what is transparent is black. Nil for
    /// an empty mask.
    ///
    /// - `mask`: of the frame's size.
    package init?(cutting mask: Mask, from image: RGBImage) {
        guard let box = mask.box else { return nil }
        var pixels = [UInt8](repeating: 0, count: 4 * box.width * box.height)
        for y in 0..<box.height {
            for x in 0..<box.width {
                let from = (box.y + y) * image.width + box.x + x
                guard mask.bytes[from] != 0 else { continue }
                let to = 4 * (y * box.width + x)
                for channel in 0..<3 { pixels[to + channel] = image.pixels[3 * from + channel] }
                pixels[to + 3] = 255
            }
        }
        (width, height, self.pixels) = (box.width, box.height, pixels)
    }

    /// The picture as an 8-bit PNG with alpha.
    package func png() throws -> [UInt8] {
        try pixels.withUnsafeBufferPointer {
            try PNG.encode($0, width: width, height: height, channels: 4, compression: .picture)
        }
    }

    /// Writes that PNG, atomically.
    ///
    /// - Throws: `MediaError.unwritable`.
    package func writePNG(to path: String) throws { try MediaError.writing(png(), to: path) }
}
