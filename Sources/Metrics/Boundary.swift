import Masks

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
                    let right = UnsafeBufferPointer(rebasing: words[stride...])
                    let diagonal = UnsafeBufferPointer(rebasing: below[stride...])
                    for i in 0..<lastColumn {
                        let here = words[i]
                        boundary[i] = (here ^ right[i]) | (here ^ below[i]) | (here ^ diagonal[i])
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
}
