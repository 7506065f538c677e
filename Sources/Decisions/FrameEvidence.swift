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
        /// The contrast's channel, `[height, width]`, and what was recognised.
        case mixture(Tensor, Recognized)
    }

    /// - `input`: `[height, width, channels]`, sides multiples of 4; `channel`: the contrast's;
    ///   `weight`, `limit`: see `ContrastEvidence`.
    package init(
        _ input: Tensor, channel: Int, weight: Float, limit: Float, recognized: Recognized? = nil
    ) {
        let (height, width) = (input.shape[0], input.shape[1])
        guard let recognized else {
            source = .contrast(
                ContrastEvidence(input, channel: channel, weight: weight, limit: limit))
            shape = [height, width]
            return
        }
        source = .mixture(input.channel(channel).reshaped([height, width]), recognized)
        shape = [2 * recognized.height, 2 * recognized.width]
    }

    /// Rows and columns of what stands out in the frame, where that was not looked at; nil where it was, or
    /// where nothing is recognised.
    package var lackingSalience: (rows: Int, columns: Int)? {
        guard case .mixture(_, let recognized) = source, recognized.salience == nil else {
            return nil
        }
        return (recognized.height, recognized.width)
    }

    /// The same with what stands out: logits, `[1, rows, columns, 1]`.
    package func with(salience: Tensor) -> FrameEvidence {
        guard case .mixture(let contrast, var recognized) = source else { return self }
        recognized.salience = salience
        var evidence = self
        evidence.source = .mixture(contrast, recognized)
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
        case .mixture(let contrast, let recognized):
            guard var evidence = candidates.evidence, let mixer = model.recognition?.mixer else {
                preconditionFailure("recognised in a frame, but not for its candidates")
            }
            evidence.closeUp = closeUp
            let mask = Tensor.filled(contrast.shape.map { $0 / 4 }) { out in
                for at in out.indices { out[at] = coarse[at] }
            }
            return mixer.refined(
                evidence, in: recognized, mask: mask, contrast: contrast, on: compute)
        }
    }
}
