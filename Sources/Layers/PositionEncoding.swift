import Foundation
import Tensors

/// Sine encodings of positions (Vaswani et al., arXiv:1706.03762, 3.5; in two dimensions as in DETR,
/// Carion et al., arXiv:2005.12872). Feature i is the sine, for odd i the cosine, of
/// v / 10000^(2⌊i/2⌋ / features).
package enum PositionEncoding {
    /// 2π, rounded to nearest (`Float.pi` is rounded down, which shows in large numbers).
    private static let circle = Float(2 * Double.pi)

    /// Encodes the cells of a map whose lower right part may be padding.
    ///
    /// Counts run to the last valid cell of their row or column and scale to 0 … 2π; in rows and
    /// columns of padding alone they are 0 of 0, which the formula below turns into large numbers.
    ///
    /// - `rows`, `columns`: valid ones of `height` and `width`.
    /// - `offset`: what is taken off every count; one half for the middle of a cell.
    /// - Result: `[height · width, width]`, first half y, second half x.
    package static func map(
        height: Int, width: Int, rows: Int, columns: Int, features: Int, offset: Float = 0.5
    ) -> Tensor {
        let half = features / 2
        let vertical = axis(height, valid: rows, features: half, offset)
        let horizontal = axis(width, valid: columns, features: half, offset)
        return .filled([height * width, features]) { map in
            for y in 0..<height {
                for x in 0..<width {
                    let cell = (y * width + x) * features
                    let row = x < columns ? y : height
                    let column = y < rows ? x : width
                    for i in 0..<half {
                        map[cell + i] = vertical[row * half + i]
                        map[cell + half + i] = horizontal[column * half + i]
                    }
                }
            }
        }
    }

    /// Encodes words; those of padding keep the count of the last word.
    ///
    /// - `excluded`: `[batch · tokens]`, true for padding.
    /// - Result: `[batch, tokens, features]`.
    package static func text(batch: Int, tokens: Int, excluded: [Bool], features: Int) -> Tensor {
        precondition(
            excluded.count == batch * tokens, "\(excluded.count) marks for \(batch) × \(tokens)")
        let divisors = divisors(features)
        return .filled([batch, tokens, features]) { encoding in
            for line in 0..<batch {
                let marks = excluded[(line * tokens)..<((line + 1) * tokens)]
                let last = Float(marks.count { !$0 })
                var count: Float = 0
                for (token, mark) in marks.enumerated() {
                    if !mark { count += 1 }
                    let value = count / (last + 1e-6) * circle
                    let start = (line * tokens + token) * features
                    encode(value, divisors) { encoding[start + $0] = $1 }
                }
            }
        }
    }

    /// Encodings of the positions of one axis, and one more for a line of padding alone.
    private static func axis(
        _ count: Int, valid: Int, features: Int, _ offset: Float
    ) -> [Float] {
        let divisors = divisors(features)
        var encoding = [Float](repeating: 0, count: (count + 1) * features)
        for position in 0...count {
            let counted = position < count ? Float(min(position + 1, valid)) : 0
            let last = position < count ? Float(valid) : 0
            let value = (counted - offset) / (last + 1e-6) * circle
            encode(value, divisors) { encoding[position * features + $0] = $1 }
        }
        return encoding
    }

    private static func divisors(_ features: Int) -> [Float] {
        (0..<features).map { Float(pow(10000, Double(2 * ($0 / 2)) / Double(features))) }
    }

    private static func encode(
        _ value: Float, _ divisors: [Float], _ store: (Int, Float) -> Void
    ) {
        for (i, divisor) in divisors.enumerated() {
            let angle = Double(value / divisor)
            store(i, Float(i % 2 == 0 ? sin(angle) : cos(angle)))
        }
    }
}
