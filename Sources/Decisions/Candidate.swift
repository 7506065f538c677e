import Masks
import ReferFormer
import Tensors

/// One of the objects that a model offers for a query.
public struct Candidate: Sendable, Equatable {
    /// The model's confidence, 0…1.
    public let score: Double
    /// Of the frame's size.
    public let mask: Mask

    /// - `score`: 0…1.
    package init(score: Double, mask: Mask) { (self.score, self.mask) = (score, mask) }
}

extension Candidate {
    /// All candidates of one query in the annotated frame of a clip (A2D-Sentences).
    ///
    /// - `seen`: of one query; `trunk`: of a clip with one annotated frame.
    /// - `extent`: of the frame without padding; `height`, `width`: the frame's own.
    package static func all(
        _ seen: Decoded, _ trunk: Trunk, by model: ReferFormer, extent: Extent, height: Int,
        width: Int, on compute: Compute
    ) -> [Candidate] {
        all(
            seen.scores, model.masks(seen, trunk, on: compute), extent: extent, height: height,
            width: width, on: compute)
    }

    /// All candidates of one query in an annotated frame, of any model.
    ///
    /// - `scores`: `[1, candidates]`, logits.
    /// - `logits`: `[1, candidates, height, width]` at stride 4.
    /// - `padded`, `extent`: sizes of the frame with padding and without it; four times that of the
    ///   logits where nothing else is said; `height`, `width`: the frame's own.
    package static func all(
        _ scores: Tensor, _ logits: Tensor, padded: Extent? = nil, extent: Extent, height: Int,
        width: Int, on compute: Compute
    ) -> [Candidate] {
        let masks = annotatedMasks(
            logits.reshaped(Array(logits.shape.dropFirst())), padded: padded, extent: extent,
            height: height, width: width, on: compute)
        return zip(scores.values, masks).map {
            Candidate(score: Double(sigmoid($0)), mask: $1)
        }
    }
}
