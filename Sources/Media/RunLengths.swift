/// A mask as COCO stores it: lengths of runs down the columns, first the zeros, then the ones, in turn.
///
/// Format of pycocotools (cocodataset/cocoapi, common/maskApi.c): `rleEncode`, `rleToString`.
public struct RunLengths: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// Lengths of the runs; they add up to `width * height`. The first, of zeros, may be 0.
    public let counts: [Int]

    /// The runs of a mask.
    public init(_ mask: Mask) {
        var counts: [Int] = []
        var (run, value) = (0, UInt8(0))
        let (width, height) = (mask.width, mask.height)
        mask.bytes.withUnsafeBufferPointer { bytes in
            for x in 0..<width {
                var at = x
                for _ in 0..<height {
                    if bytes[at] != value {
                        counts.append(run)
                        (run, value) = (0, bytes[at])
                    }
                    run += 1
                    at += width
                }
            }
        }
        counts.append(run)
        (self.width, self.height, self.counts) = (width, height, counts)
    }

    /// Reads the compressed string of a COCO result (`"counts"`; `"size"` is `[height, width]`).
    ///
    /// - Throws: `MediaError.badRunLengths` for foreign characters, an unfinished number, a negative
    ///   run, or runs that do not fill the mask exactly.
    public init(width: Int, height: Int, compressed: String) throws {
        guard (1...PixelBudget.side).contains(width), (1...PixelBudget.side).contains(height) else {
            throw MediaError.badRunLengths(reason: "size \(width)x\(height)")
        }
        var counts: [Int] = []
        var (number, shift, total) = (0, 0, 0)
        for (position, character) in compressed.utf8.enumerated() {
            guard (48...111).contains(character), shift <= 30 else {
                throw MediaError.badRunLengths(reason: "cannot read character \(position + 1)")
            }
            let bits = Int(character) - 48
            number |= (bits & 0x1f) << shift
            shift += 5
            if bits & 0x20 != 0 { continue }
            if bits & 0x10 != 0 { number |= -1 << shift }
            if counts.count > 2 { number += counts[counts.count - 2] }
            total += number
            guard number >= 0, total <= width * height else {
                throw MediaError.badRunLengths(
                    reason:
                        "run \(counts.count + 1) of \(number) leaves the \(width)x\(height) mask")
            }
            counts.append(number)
            (number, shift) = (0, 0)
        }
        guard shift == 0, total == width * height else {
            throw MediaError.badRunLengths(
                reason: "\(total) of \(width * height) pixels are described")
        }
        (self.width, self.height, self.counts) = (width, height, counts)
    }

    /// COCO's compressed form: every run, from the fourth on as the difference from the run two
    /// before, in groups of five bits, low group first; bit 5 says that more follow.
    public var compressed: String {
        var text: [UInt8] = []
        for (index, count) in counts.enumerated() {
            var rest = index > 2 ? count - counts[index - 2] : count
            while true {
                let bits = rest & 0x1f
                rest >>= 5
                let more = bits & 0x10 != 0 ? rest != -1 : rest != 0
                text.append(UInt8(48 + bits + (more ? 0x20 : 0)))
                if !more { break }
            }
        }
        return String(decoding: text, as: UTF8.self)
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
}
