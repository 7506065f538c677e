import Layers

/// The part of a map that is not padding: its first rows and columns.
package struct Extent: Sendable, Hashable {
    package let rows: Int
    package let columns: Int

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// The part of a map of `size` that the nearest-neighbour reduction of a `source`-sized mask
    /// leaves, with PyTorch's rule: cell i reads min(⌊i · source/size⌋, source - 1) in float32.
    package func reduced(
        from source: DeformableAttention.Size, to size: DeformableAttention.Size
    ) -> Extent {
        let count = { (valid: Int, source: Int, size: Int) in
            let scale = Float(source) / Float(size)
            return (0..<size).count { min(Int(Float($0) * scale), source - 1) < valid }
        }
        return Extent(
            rows: count(rows, source.height, size.height),
            columns: count(columns, source.width, size.width))
    }

    /// Marks of padding in a map of `size`, row by row.
    package func padding(in size: DeformableAttention.Size) -> [Bool] {
        (0..<(size.height * size.width)).map {
            $0 / size.width >= rows || $0 % size.width >= columns
        }
    }
}
