import Masks

extension PackedMask {
    /// Every pixel within `radius` of a pixel set: dilation with a disk, the pixels (x, y) with
    /// x² + y² <= radius² (`disk` of scikit-image), cut off at the borders.
    ///
    /// The disk is a stack of lines, the longer the nearer to its middle. Growing along the columns
    /// by one pixel and adding what lies one column farther, in turn, builds all of them.
    ///
    /// - Complexity: `2 * radius` passes over the words.
    package func dilated(radius: Int) -> PackedMask {
        precondition(radius >= 0, "radius \(radius)")
        guard radius > 0 else { return self }
        var result = self
        // Columns lie apart as far as the disk reaches, so that none grows into the next.
        let stride = (height + radius + 63) / 64
        let margin = radius * stride
        let count = width * stride
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 3 * count + 2 * margin) { space in
            space.initialize(repeating: 0)
            // The mask between empty columns; what lies within a number of columns; the result.
            let source = space.part(from: 0, count: count + 2 * margin)
            let wide = space.part(from: source.count, count: count)
            let grown = space.part(from: source.count + count, count: count)
            let middle = source.part(from: margin, count: count)
            words.withUnsafeBufferPointer {
                middle.copyColumns(
                    of: wordsPerColumn, apart: stride, from: $0, apart: wordsPerColumn)
            }
            _ = wide.update(fromContentsOf: middle)
            _ = grown.update(fromContentsOf: middle)
            var reach = radius
            for distance in 1...radius {
                let next = Int(Double(radius * radius - distance * distance).squareRoot())
                for _ in next..<reach { grown.growAlongColumns() }
                reach = next
                let left = source.part(from: margin - distance * stride, count: count)
                let right = source.part(from: margin + distance * stride, count: count)
                for i in 0..<count {
                    wide[i] |= left[i] | right[i]
                    grown[i] |= wide[i]
                }
            }
            result.withMutableWords { words in
                words.copyColumns(
                    of: wordsPerColumn, apart: wordsPerColumn,
                    from: UnsafeBufferPointer(grown), apart: stride)
                let rows = UInt64.max >> UInt64(wordsPerColumn * 64 - height)
                for column in 1...width { words[column * wordsPerColumn - 1] &= rows }
            }
        }
        return result
    }
}

extension UnsafeMutableBufferPointer<UInt64> {
    /// Words from one on.
    fileprivate func part(from start: Int, count: Int) -> Self {
        Self(rebasing: self[start..<(start + count)])
    }

    /// Copies columns of `height` words, whose beginnings lie `stride` and `otherStride` words apart.
    fileprivate func copyColumns(
        of height: Int, apart stride: Int, from other: UnsafeBufferPointer<UInt64>,
        apart otherStride: Int
    ) {
        guard stride != otherStride else {
            _ = update(fromContentsOf: other)
            return
        }
        for column in 0..<(count / stride) {
            let (from, to) = (column * otherStride, column * stride)
            for i in 0..<height { self[to + i] = other[from + i] }
        }
    }

    /// Sets the bits before and after every bit set.
    fileprivate func growAlongColumns() {
        var before: UInt64 = 0
        for i in 0..<(count - 1) {
            let (here, after) = (self[i], self[i + 1])
            self[i] = here | here << 1 | before >> 63 | here >> 1 | after << 63
            before = here
        }
        let last = self[count - 1]
        self[count - 1] = last | last << 1 | before >> 63 | last >> 1
    }
}
