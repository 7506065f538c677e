/// COCO's compressed form of run lengths, the string in `"counts"` of results and annotations
/// (pycocotools, `rleToString` and `rleFrString`): every run, from the fourth on as the difference
/// from the run two before, in groups of five bits, low group first, as characters from `0` on;
/// bit 5 says that more follow, and bit 4 of the last group is the sign.
extension RunLengths {
    /// Reads the compressed string of a COCO result (`"counts"`; `"size"` is `[height, width]`).
    ///
    /// - Throws: `MaskError.badRunLengths` for foreign characters, an unfinished number, a negative
    ///   run, or runs that do not fill the mask exactly.
    public init(width: Int, height: Int, compressed: String) throws {
        let pixels = try Self.pixels(width: width, height: height)
        var text = compressed
        let counts = try text.withUTF8 { characters in
            // A run takes a character at least.
            try [Int](unsafeUninitializedCapacity: characters.count) { counts, runs in
                var (number, shift, total) = (0, 0, 0)
                for position in characters.indices {
                    let bits = Int(characters[position]) - 48
                    guard bits & ~0x3f == 0, shift <= 30 else {
                        throw MaskError.badRunLengths(
                            reason: "cannot read character \(position + 1)")
                    }
                    number |= (bits & 0x1f) << shift
                    shift += 5
                    if bits & 0x20 != 0 { continue }
                    if bits & 0x10 != 0 { number |= -1 << shift }
                    if runs > 2 { number += counts[runs - 2] }
                    guard number >= 0, number <= pixels - total else {
                        throw MaskError.badRunLengths(
                            reason:
                                "run \(runs + 1) of \(number) leaves the \(width)x\(height) mask")
                    }
                    total += number
                    counts[runs] = number
                    runs += 1
                    (number, shift) = (0, 0)
                }
                guard shift == 0, total == pixels else {
                    throw MaskError.badRunLengths(
                        reason: "\(total) of \(pixels) pixels are described")
                }
            }
        }
        self.init(width: width, height: height, filling: counts)
    }

    /// The compressed string.
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
}
