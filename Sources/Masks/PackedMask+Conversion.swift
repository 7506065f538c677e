extension PackedMask {
    /// Packs a mask of bytes.
    public init(_ mask: Mask) {
        self.init(emptyWithWidth: mask.width, height: mask.height)
        let (width, height, stride) = (mask.width, mask.height, wordsPerColumn)
        mask.bytes.withUnsafeBytes { bytes in
            withMutableWords { words in
                // Eight by eight pixels at a time: byte c of `block` gets column c, row by row.
                for y in Swift.stride(from: 0, to: height, by: 8) {
                    for x in Swift.stride(from: 0, to: width, by: 8) {
                        var block: UInt64 = 0
                        let columns = min(8, width - x)
                        for row in 0..<min(8, height - y) {
                            let at = (y + row) * width + x
                            block |= bytes.littleEndianWord(at, bytes: columns) << UInt64(row)
                        }
                        for column in 0..<columns {
                            words[(x + column) * stride + (y >> 6)] |=
                                (block & 0xff) << UInt64(y & 63)
                            block >>= 8
                        }
                    }
                }
            }
        }
    }

    /// Packs a mask of runs.
    public init(_ runs: RunLengths) {
        self.init(emptyWithWidth: runs.width, height: runs.height)
        let (height, stride) = (height, wordsPerColumn)
        withMutableWords { words in
            // The place of the next pixel: its column's first word, and its row.
            var (column, row) = (0, 0)
            for (index, count) in runs.counts.enumerated() {
                var rest = count
                while rest > 0 {
                    let rows = min(rest, height - row)
                    if index & 1 == 1 { words.setBits(row..<(row + rows), from: column) }
                    rest -= rows
                    row += rows
                    if row == height {
                        column += stride
                        row = 0
                        guard index & 1 == 0, rest >= height else { continue }
                        column += rest / height * stride
                        rest %= height
                    }
                }
            }
        }
    }

    /// Whether the pixel in column x and row y is set.
    public func isSet(x: Int, y: Int) -> Bool {
        precondition((0..<width).contains(x) && (0..<height).contains(y), "no pixel \(x), \(y)")
        return words[x * wordsPerColumn + (y >> 6)] >> UInt64(y & 63) & 1 == 1
    }
}

extension UnsafeRawBufferPointer {
    /// Up to eight bytes from `offset` on, the first lowest.
    fileprivate func littleEndianWord(_ offset: Int, bytes: Int) -> UInt64 {
        if bytes == 8 {
            return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        return (0..<bytes).reduce(0) { $0 | UInt64(self[offset + $1]) << UInt64(8 * $1) }
    }
}

extension UnsafeMutableBufferPointer<UInt64> {
    /// Sets bits `rows` of the column that begins at a word.
    fileprivate func setBits(_ rows: Range<Int>, from column: Int) {
        let (first, last) = (
            column + (rows.lowerBound >> 6), column + ((rows.upperBound - 1) >> 6)
        )
        let head = UInt64.max << UInt64(rows.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - ((rows.upperBound - 1) & 63))
        if first == last {
            self[first] |= head & tail
        } else {
            self[first] |= head
            for i in (first + 1)..<last { self[i] = .max }
            self[last] |= tail
        }
    }
}

extension RunLengths {
    /// The runs of a packed mask.
    public init(_ packed: PackedMask) {
        var counts: [Int] = []
        // Where the present run began, counting pixels down the columns.
        var (start, value) = (0, UInt64(0))
        packed.words.withUnsafeBufferPointer { words in
            for x in 0..<packed.width {
                var y = 0
                while y < packed.height {
                    let bits = Swift.min(64, packed.height - y)
                    var word = words[x * packed.wordsPerColumn + (y >> 6)]
                    // Ones where the value differs from the present run's.
                    if value == 1 { word = ~word }
                    var passed = 0
                    while case let same = Swift.min(word.trailingZeroBitCount, 64),
                        passed + same < bits
                    {
                        passed += same
                        let change = x * packed.height + y + passed
                        counts.append(change - start)
                        (start, value) = (change, 1 - value)
                        word = ~(word >> UInt64(same))
                    }
                    y += bits
                }
            }
        }
        counts.append(packed.width * packed.height - start)
        self.init(width: packed.width, height: packed.height, filling: counts)
    }
}
