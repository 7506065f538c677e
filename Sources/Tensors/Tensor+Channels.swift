extension Tensor {
    /// Some of the numbers of the last axis, copied: `[..., channels]` to `[..., range.count]`.
    package func channels(_ range: Range<Int>) -> Tensor {
        let all = last
        precondition(
            range.lowerBound >= 0 && range.upperBound <= all, "channels \(range) of \(shape)")
        return .filled(shape.dropLast() + [range.count]) { part in
            guard let to = part.baseAddress else { return }
            withUnsafeBuffer { values in
                guard let from = values.baseAddress else { return }
                for row in 0..<leading {
                    (to + row * range.count).update(
                        from: from + row * all + range.lowerBound, count: range.count)
                }
            }
        }
    }

    /// One channel, the number `index` of the last axis, copied; the axis stays, 1 long.
    package func channel(_ index: Int) -> Tensor { channels(index..<index + 1) }

    /// A matrix's rows as columns, copied and multiplied: `[rows, columns]` to `[columns, rows]`.
    package func transposed(times factor: Float = 1) -> Tensor {
        precondition(shape.count == 2, "a matrix of shape \(shape)")
        let (rows, columns) = (shape[0], shape[1])
        return .filled([columns, rows]) { turned in
            withUnsafeBuffer { values in
                for row in 0..<rows {
                    for column in 0..<columns {
                        turned[column * rows + row] = values[row * columns + column] * factor
                    }
                }
            }
        }
    }
}
