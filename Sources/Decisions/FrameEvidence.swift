import ReferFormer
import Tensors

/// What a frame shows beside the network's candidates, and how it enters their masks: the contrast
/// alone, or mixed with what was recognised in it.
package struct FrameEvidence: Sendable {
    /// Rows and columns of the logits.
    package let shape: [Int]
    private var source: Source

    /// What masks are made of beside the candidates' logits.
    private enum Source: Sendable {
        case contrast(ContrastEvidence)
        case mixture(Mixture)
    }

    /// What a window keeps of every frame until it is drawn.
    private struct Mixture: Sendable {
        /// Rows and columns of candidates.
        let candidates: [Int]
        /// The contrast's channel, at the size of what was recognised, `[rows, columns]`.
        let contrast: Tensor
        var recognized: Recognized
    }

    /// - `input`: `[height, width, channels]`, sides multiples of 4; `channel`: the contrast's;
    ///   `weight`, `limit`: see `ContrastEvidence`.
    package init(_ input: Tensor, channel: Int, weight: Float, limit: Float) {
        source = .contrast(
            ContrastEvidence(input, channel: channel, weight: weight, limit: limit))
        shape = Array(input.shape.prefix(2))
    }

    /// - `input`, `channel`: as above; `recognized`: what the frame shows.
    package init(
        _ input: Tensor, channel: Int, recognized: Recognized, on compute: Compute
    ) {
        let (rows, columns) = (recognized.height, recognized.width)
        let contrast = compute.resizeBilinear(
            input.channel(channel).reshaped([1, input.shape[0], input.shape[1], 1]),
            height: rows, width: columns)
        source = .mixture(
            Mixture(
                candidates: input.shape.prefix(2).map { $0 / 4 },
                contrast: contrast.reshaped([rows, columns]), recognized: recognized.drawable))
        shape = [2 * rows, 2 * columns]
    }

    /// Rows and columns of what stands out in the frame, where that was not looked at; nil where it was, or
    /// where nothing is recognised.
    package var lackingSalience: (rows: Int, columns: Int)? {
        guard case .mixture(let mixture) = source, mixture.recognized.salience == nil else {
            return nil
        }
        return (mixture.recognized.height, mixture.recognized.width)
    }

    /// The same with what stands out: logits, `[1, rows, columns, 1]`.
    package func with(salience: Tensor) -> FrameEvidence {
        guard case .mixture(var mixture) = source else { return self }
        mixture.recognized.salience = salience
        var evidence = self
        evidence.source = .mixture(mixture)
        return evidence
    }

    /// A candidate's mask logits, of `shape`, row by row.
    ///
    /// - `closeUp`: what was seen closely of the query's subject.
    package func logits(
        of candidate: Int, in candidates: FrameCandidates, closeUp: CloseUp? = nil,
        by model: ReferFormer, on compute: Compute
    ) -> [Float] {
        let coarse = Array(candidates.logits(of: candidate))
        switch source {
        case .contrast(let contrast): return contrast.sharpen(coarse)
        case .mixture(let mixture):
            guard var evidence = candidates.evidence, let mixer = model.recognition?.mixer else {
                preconditionFailure("recognised in a frame, but not for its candidates")
            }
            evidence.closeUp = closeUp
            let mask = Tensor(shape: mixture.candidates, values: coarse)
            return mixer.refined(
                evidence, in: mixture.recognized, mask: mask, contrast: mixture.contrast,
                on: compute)
        }
    }
}
