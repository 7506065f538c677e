/// A mask of one bit a pixel, so that 64 pixels are handled at once.
///
/// Columns lie one after the other, as in `RunLengths`, each in whole words: bit `y & 63` of word
/// `x * wordsPerColumn + y / 64` is the pixel in column x and row y. Bits past the last row are 0.
public struct PackedMask: Sendable, Equatable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// Words that one column takes.
    public let wordsPerColumn: Int
    /// `[width, wordsPerColumn]`
    public private(set) var words: [UInt64]

    /// A mask without any pixel set.
    public init(emptyWithWidth width: Int, height: Int) {
        precondition(width > 0 && height > 0, "size \(width)x\(height)")
        self.init(
            width: width, height: height,
            words: [UInt64](repeating: 0, count: width * ((height + 63) / 64)))
    }

    private init(width: Int, height: Int, words: [UInt64]) {
        (self.width, self.height, self.words) = (width, height, words)
        wordsPerColumn = (height + 63) / 64
    }

    /// Number of pixels set.
    public var area: Int { words.reduce(0) { $0 &+ $1.nonzeroBitCount } }

    /// From the first to the last column with a pixel set; empty where there is none.
    package var occupiedColumns: Range<Int> {
        guard let first = words.firstIndex(where: { $0 != 0 }),
            let last = words.lastIndex(where: { $0 != 0 })
        else { return 0..<0 }
        return (first / wordsPerColumn)..<(last / wordsPerColumn + 1)
    }

    /// Pixels shared with, and covered together with, a mask of the same size.
    public func overlap(with other: PackedMask) -> Overlap {
        requireSameSize(other)
        var (intersection, union) = (0, 0)
        words.withUnsafeBufferPointer { left in
            other.words.withUnsafeBufferPointer { right in
                for i in left.indices {
                    intersection &+= (left[i] & right[i]).nonzeroBitCount
                    union &+= (left[i] | right[i]).nonzeroBitCount
                }
            }
        }
        return Overlap(intersection: intersection, union: union)
    }

    /// The pixels set in at least one of two masks of the same size.
    public func union(_ other: PackedMask) -> PackedMask { combined(with: other, |) }

    /// The pixels set in both of two masks of the same size.
    public func intersection(_ other: PackedMask) -> PackedMask { combined(with: other, &) }

    /// The pixels that are set here and not in `other`, of the same size.
    public func subtracting(_ other: PackedMask) -> PackedMask {
        combined(with: other) { $0 & ~$1 }
    }

    /// Some of the columns.
    package func cropped(_ columns: Range<Int>) -> PackedMask {
        precondition(
            !columns.isEmpty && columns.lowerBound >= 0 && columns.upperBound <= width,
            "columns \(columns) of \(width)")
        let words = words[
            (columns.lowerBound * wordsPerColumn)..<(columns.upperBound * wordsPerColumn)]
        return PackedMask(width: columns.count, height: height, words: Array(words))
    }

    /// Changes the words in place; bits past the last row must stay 0.
    package mutating func withMutableWords<Result>(
        _ body: (UnsafeMutableBufferPointer<UInt64>) throws -> Result
    ) rethrows -> Result {
        try words.withUnsafeMutableBufferPointer { try body($0) }
    }

    package func requireSameSize(_ other: PackedMask) {
        precondition(
            width == other.width && height == other.height,
            "masks of \(width)x\(height) and \(other.width)x\(other.height)")
    }

    private func combined(
        with other: PackedMask, _ operation: (UInt64, UInt64) -> UInt64
    ) -> PackedMask {
        requireSameSize(other)
        var result = self
        for i in words.indices { result.words[i] = operation(words[i], other.words[i]) }
        return result
    }
}
