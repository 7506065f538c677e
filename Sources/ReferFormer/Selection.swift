import Foundation
import Tensors

/// Choosing a query and turning its logits into masks, by the protocols of the data sets that the
/// model was published with.
package enum Selection {
    /// Mean over the frames of each query's probability.
    ///
    /// - `scores`: `[frames, queries]`, logits.
    package static func meanScores(_ scores: Tensor) -> [Float] {
        let (frames, queries) = (scores.shape[0], scores.shape[1])
        let values = scores.values
        return (0..<queries).map { query in
            let sum = (0..<frames).reduce(Float(0)) {
                $0 + sigmoid(values[$1 * queries + query])
            }
            return sum / Float(frames)
        }
    }

    /// The query with the highest mean score, which serves all frames of a clip (Ref-YouTube-VOS);
    /// the first one among equals.
    package static func best(_ scores: [Float]) -> Int {
        scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    }

    /// Probabilities at the frames' original size.
    ///
    /// - `logits`: `[frames, height, width]` at stride 4, stretched to the whole frame.
    /// - Result: `[frames, height, width]` of the size asked for.
    package static func probabilities(
        _ logits: Tensor, height: Int, width: Int, on compute: Compute
    ) -> Tensor {
        let map = compute.resizeBilinear(
            logits.reshaped(logits.shape + [1]), height: height, width: width)
        return compute.sigmoid(map).reshaped([logits.shape[0], height, width])
    }

    /// Labels of several objects (Ref-DAVIS17): in each pixel the most probable of those at 0.5 or
    /// above, else 0 for the background; the first among equals.
    ///
    /// - `probabilities`: `[objects, frames, height, width]`.
    /// - Result: `[frames · height · width]`, object number + 1.
    package static func labels(_ probabilities: Tensor) -> [UInt8] {
        let objects = probabilities.shape[0]
        let pixels = probabilities.count / max(objects, 1)
        return probabilities.withUnsafeBuffer { probabilities in
            (0..<pixels).map { pixel in
                var best = (value: Float(0.1), label: UInt8(0))
                for object in 0..<objects {
                    let value = probabilities[object * pixels + pixel]
                    if value >= 0.5 && value > best.value { best = (value, UInt8(object + 1)) }
                }
                return best.label
            }
        }
    }

    /// Masks of one annotated frame at its original size (A2D-Sentences): logits grow four times,
    /// are cut at the size without padding, and reach the original size by nearest neighbours.
    ///
    /// - `logits`: `[queries, height, width]` at stride 4.
    /// - Result: `[queries, height, width]` of the original size.
    package static func annotatedMasks(
        _ logits: Tensor, extent: Extent, height: Int, width: Int, on compute: Compute
    ) -> [Bool] {
        let (queries, rows, columns) = (logits.shape[0], 4 * logits.shape[1], 4 * logits.shape[2])
        let grown = compute.resizeBilinear(
            logits.reshaped(logits.shape + [1]), height: rows, width: columns)
        let steps = { (count: Int, source: Int) in
            let scale = Float(source) / Float(count)
            return (0..<count).map { min(Int(Float($0) * scale), source - 1) }
        }
        let (down, across) = (steps(height, extent.rows), steps(width, extent.columns))
        return grown.withUnsafeBuffer { grown in
            (0..<queries).flatMap { query in
                down.flatMap { y in
                    across.map { x in
                        sigmoid(grown[(query * rows + y) * columns + x]) > 0.5
                    }
                }
            }
        }
    }

    /// 1 / (1 + exp(-x)).
    package static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}
