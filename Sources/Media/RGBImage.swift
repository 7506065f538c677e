/// A picture: 8-bit RGB, interleaved, row by row, `pixels.count == width * height * 3`.
///
/// A value type; copies share storage until one is changed.
public struct RGBImage: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `[height, width, 3]`, sRGB as stored in the file.
    public internal(set) var pixels: [UInt8]

    /// - `pixels`: `[height, width, 3]`.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height * 3,
            "\(pixels.count) bytes for \(height)x\(width)x3")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Fills the picture in place, without clearing it first: `body` must write every byte.
    init(
        width: Int, height: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) rethrows {
        let count = width * height * 3
        let pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            try body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            written = count
        }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// Size in words: `640x360`.
    package var sizeText: String { "\(width)x\(height)" }
}

extension RGBImage {
    /// The picture as a viewer shows it, for EXIF orientation `orientation` (1…8; TIFF 6.0, tag 274).
    func oriented(_ orientation: Int) -> RGBImage {
        guard (2...8).contains(orientation) else { return self }
        let swaps = orientation >= 5
        let (outWidth, outHeight) = swaps ? (height, width) : (width, height)
        return RGBImage(width: outWidth, height: outHeight) { out in
            pixels.withUnsafeBufferPointer { source in
                for y in 0..<outHeight {
                    for x in 0..<outWidth {
                        let (sx, sy) =
                            switch orientation {
                            case 2: (width - 1 - x, y)
                            case 3: (width - 1 - x, height - 1 - y)
                            case 4: (x, height - 1 - y)
                            case 5: (y, x)
                            case 6: (y, height - 1 - x)
                            case 7: (width - 1 - y, height - 1 - x)
                            default: (width - 1 - y, x)
                            }
                        let from = (sy * width + sx) * 3
                        let to = (y * outWidth + x) * 3
                        out[to] = source[from]
                        out[to + 1] = source[from + 1]
                        out[to + 2] = source[from + 2]
                    }
                }
            }
        }
    }
}
