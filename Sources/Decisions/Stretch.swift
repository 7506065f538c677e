/// Bilinear interpolation from one grid to another, the source stretched over the whole result:
/// half-pixel centres, neighbours clamped at the border (PyTorch's
/// `interpolate(mode="bilinear", align_corners=False)`).
package struct Stretch: Sendable {
    /// Where an output position reads: `source[low] + (source[high] - source[low]) * fraction`.
    private struct Tap: Sendable {
        let low: Int
        let high: Int
        let fraction: Float
    }

    private let columns: [Tap]
    private let rows: [Tap]
    private let sourceHeight: Int
    private let sourceWidth: Int

    /// - `height`, `width`: of the result; `sourceHeight`, `sourceWidth`: of what is stretched.
    package init(height: Int, width: Int, sourceHeight: Int, sourceWidth: Int) {
        columns = Self.taps(width, from: sourceWidth)
        rows = Self.taps(height, from: sourceHeight)
        (self.sourceHeight, self.sourceWidth) = (sourceHeight, sourceWidth)
    }

    /// Hands on the result row by row.
    ///
    /// - `source`: `[sourceHeight, sourceWidth]`.
    package func forEachRow(
        of source: [Float], _ body: (_ y: Int, _ row: UnsafeBufferPointer<Float>) -> Void
    ) {
        precondition(
            source.count == sourceHeight * sourceWidth,
            "\(source.count) values for \(sourceHeight) rows of \(sourceWidth)")
        var line = [Float](repeating: 0, count: sourceWidth)
        var row = [Float](repeating: 0, count: columns.count)
        source.withUnsafeBufferPointer { source in
            line.withUnsafeMutableBufferPointer { line in
                row.withUnsafeMutableBufferPointer { row in
                    columns.withUnsafeBufferPointer { columns in
                        for (y, tap) in rows.enumerated() {
                            let (low, high) = (tap.low * sourceWidth, tap.high * sourceWidth)
                            for x in line.indices {
                                let top = source[low + x]
                                line[x] = top + (source[high + x] - top) * tap.fraction
                            }
                            for x in row.indices {
                                let tap = columns[x]
                                let left = line[tap.low]
                                row[x] = left + (line[tap.high] - left) * tap.fraction
                            }
                            body(y, UnsafeBufferPointer(row))
                        }
                    }
                }
            }
        }
    }

    /// The whole result, `[height, width]`.
    package func callAsFunction(_ source: [Float]) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.count * columns.count)
        forEachRow(of: source) { _, row in result.append(contentsOf: row) }
        return result
    }

    private static func taps(_ count: Int, from source: Int) -> [Tap] {
        let scale = Float(source) / Float(count)
        return (0..<count).map { position in
            let centre = max((Float(position) + 0.5) * scale - 0.5, 0)
            let low = min(Int(centre), source - 1)
            return Tap(
                low: low, high: min(low + 1, source - 1), fraction: centre - Float(low))
        }
    }
}
