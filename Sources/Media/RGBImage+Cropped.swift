extension RGBImage {
    /// A part of the picture.
    ///
    /// - `rows`, `columns`: not empty, within the picture.
    package func cropped(rows: Range<Int>, columns: Range<Int>) -> RGBImage {
        precondition(
            !rows.isEmpty && !columns.isEmpty && rows.lowerBound >= 0 && columns.lowerBound >= 0
                && rows.upperBound <= height && columns.upperBound <= width,
            "rows \(rows), columns \(columns) of \(sizeText)")
        return RGBImage(width: columns.count, height: rows.count) { out in
            pixels.withUnsafeBufferPointer { pixels in
                let line = 3 * columns.count
                for (to, row) in rows.enumerated() {
                    let from = 3 * (row * width + columns.lowerBound)
                    _ = UnsafeMutableBufferPointer(rebasing: out[(to * line)...])
                        .update(from: pixels[from..<(from + line)])
                }
            }
        }
    }
}
