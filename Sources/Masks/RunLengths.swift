/// A mask as COCO stores it: lengths of runs down the columns, first the zeros, then the ones, in turn.
///
/// Format of pycocotools (cocodataset/cocoapi, common/maskApi.c): `rleEncode`. All measures work on
/// the runs, without writing out a pixel.
public struct RunLengths: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// Lengths of the runs; they add up to `width * height`. The first, of zeros, may be 0.
    public let counts: [Int]

    /// The runs of a mask.
    public init(_ mask: Mask) { self.init(PackedMask(mask)) }

    /// A mask without any pixel set.
    public init(emptyWithWidth width: Int, height: Int) {
        self.init(width: width, height: height, filling: [width * height])
    }

    /// Reads the plain list of a COCO annotation (`"counts"`; `"size"` is `[height, width]`).
    ///
    /// - Throws: `MaskError.badRunLengths` for a negative run, or runs that do not fill the mask
    ///   exactly.
    public init(width: Int, height: Int, counts: [Int]) throws {
        let pixels = try Self.pixels(width: width, height: height)
        var total = 0
        for (index, count) in counts.enumerated() {
            guard (0...pixels - total).contains(count) else {
                throw MaskError.badRunLengths(
                    reason: "run \(index + 1) of \(count) leaves the \(width)x\(height) mask")
            }
            total += count
        }
        guard total == pixels else {
            throw MaskError.badRunLengths(reason: "\(total) of \(pixels) pixels are described")
        }
        self.init(width: width, height: height, filling: counts)
    }

    /// Runs that are known to fill the mask.
    init(width: Int, height: Int, filling counts: [Int]) {
        (self.width, self.height, self.counts) = (width, height, counts)
    }

    /// Number of pixels of a mask of a size that a file gives.
    static func pixels(width: Int, height: Int) throws -> Int {
        let sides = 1...Mask.longestSide
        guard sides.contains(width), sides.contains(height) else {
            throw MaskError.badRunLengths(reason: "size \(width)x\(height)")
        }
        return width * height
    }

    /// The mask with these runs.
    public var mask: Mask {
        Mask(width: width, height: height) { bytes in
            var (x, y, value) = (0, 0, UInt8(0))
            for count in counts {
                for _ in 0..<count {
                    bytes[y * width + x] = value
                    y += 1
                    if y == height { (x, y) = (x + 1, 0) }
                }
                value = 1 - value
            }
        }
    }

    /// Number of pixels set.
    public var area: Int {
        stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + counts[$1] }
    }

    /// The smallest box around the pixels set, nil where there is none.
    public var box: Box? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        var start = 0
        for (index, count) in counts.enumerated() {
            defer { start += count }
            guard index & 1 == 1, count > 0 else { continue }
            let (first, last) = (start / height, (start + count - 1) / height)
            (left, right) = (min(left, first), last)
            // A run that goes on in the next column touches the bottom of one and the top of the other.
            top = first < last ? 0 : min(top, start % height)
            bottom = first < last ? height - 1 : max(bottom, (start + count - 1) % height)
        }
        return right < 0
            ? nil : Box(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
