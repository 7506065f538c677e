import Masks

/// Outlines on packed masks, as the boundary measure needs them.
extension PackedMask {
    /// The outline, one pixel wide: pixels that differ from their right, lower or lower right
    /// neighbour.
    ///
    /// `_seg2bmap` of the DAVIS toolkit, after Martin, Fowlkes and Malik's of the Berkeley
    /// segmentation benchmark: half a pixel nearer to the origin than the true edge, and none along
    /// the image's own borders, so that an empty and a full mask have no outline.
    package var boundary: PackedMask {
        // Beyond the borders the image goes on as it ends, so nothing differs there.
        var result = self
        let (below, stride) = (movedUp, wordsPerColumn)
        words.withUnsafeBufferPointer { words in
            below.words.withUnsafeBufferPointer { below in
                result.withMutableWords { boundary in
                    let lastColumn = words.count - stride
                    for i in 0..<lastColumn {
                        let here = words[i]
                        let (right, diagonal) = (words[i + stride], below[i + stride])
                        boundary[i] = (here ^ right) | (here ^ below[i]) | (here ^ diagonal)
                    }
                    for i in lastColumn..<words.count { boundary[i] = words[i] ^ below[i] }
                }
            }
        }
        return result
    }

    /// Every pixel replaced by the one below it, the last row kept.
    private var movedUp: PackedMask {
        var result = self
        let stride = wordsPerColumn
        let lastRow = UInt64(1) << UInt64((height - 1) & 63)
        result.withMutableWords { words in
            for column in Swift.stride(from: 0, to: words.count, by: stride) {
                let last = column + stride - 1
                for i in column..<last { words[i] = words[i] >> 1 | words[i + 1] << 63 }
                words[last] = words[last] >> 1 | words[last] & lastRow
            }
        }
        return result
    }

    /// Every pixel within `radius` of a pixel set: dilation with a disk, the pixels (x, y) with
    /// x² + y² <= radius² (`disk` of scikit-image), cut off at the borders.
    ///
    /// - Complexity: `radius` word operations for 64 pixels, in columns with a pixel set.
    package func dilated(radius: Int) -> PackedMask {
        precondition(radius >= 0, "radius \(radius)")
        // How far the disk reaches up and down, so many columns from its centre.
        let reaches = (0...radius).map { Int(Double(radius * radius - $0 * $0).squareRoot()) }
        var result = PackedMask(emptyWithWidth: width, height: height)
        let (width, height, stride) = (width, height, wordsPerColumn)
        let words = words
        words.withUnsafeBufferPointer { words in
            result.withMutableWords { dilated in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: stride) { grown in
                    for x in 0..<width {
                        let column = words[(x * stride)..<((x + 1) * stride)]
                        guard column.contains(where: { $0 != 0 }) else { continue }
                        _ = grown.initialize(fromContentsOf: column)
                        var reach = 0
                        for distance in Swift.stride(from: radius, through: 0, by: -1) {
                            while reach < reaches[distance] {
                                grown.growByOne()
                                reach += 1
                            }
                            if x >= distance {
                                dilated.insert(grown, from: (x - distance) * stride)
                            }
                            if x + distance < width {
                                dilated.insert(grown, from: (x + distance) * stride)
                            }
                        }
                    }
                }
                dilated.clearPadding(height: height, wordsPerColumn: stride)
            }
        }
        return result
    }
}

extension UnsafeMutableBufferPointer<UInt64> {
    /// Sets the bits before and after every bit set.
    fileprivate func growByOne() {
        var before: UInt64 = 0
        for i in indices {
            let here = self[i]
            let after = i + 1 < count ? self[i + 1] : 0
            self[i] = here | here << 1 | before >> 63 | here >> 1 | after << 63
            before = here
        }
    }

    /// Sets the bits that are set in `column`, from a word on.
    fileprivate func insert(_ column: Self, from start: Int) {
        for i in column.indices { self[start + i] |= column[i] }
    }

    /// Clears the bits past the last row of every column.
    fileprivate func clearPadding(height: Int, wordsPerColumn: Int) {
        let rows = UInt64.max >> UInt64(wordsPerColumn * 64 - height)
        for last in stride(from: wordsPerColumn - 1, to: count, by: wordsPerColumn) {
            self[last] &= rows
        }
    }
}
