import ReferFormer
import Tensors

/// What a frame shows beside the network's candidates, and how it enters their masks: the contrast
/// alone, or mixed with what was recognised in it.
package struct FrameEvidence: Sendable {
    /// Rows and columns of the logits.
    package let shape: [Int]
    private let contrast: ContrastEvidence
    private let channel: Tensor
    private let recognized: Recognized?

    /// - `input`: `[height, width, channels]`, sides multiples of 4; `channel`: the contrast's;
    ///   `weight`, `limit`: see `ContrastEvidence`.
    package init(
        _ input: Tensor, channel: Int, weight: Float, limit: Float, recognized: Recognized? = nil
    ) {
        let (height, width, channels) = (input.shape[0], input.shape[1], input.shape[2])
        contrast = ContrastEvidence(input, channel: channel, weight: weight, limit: limit)
        self.channel = Tensor.filled([height, width]) { out in
            input.withUnsafeBuffer { input in
                for at in out.indices { out[at] = input[at * channels + channel] }
            }
        }
        self.recognized = recognized
        shape = recognized.map { [$0.height, $0.width] } ?? [height, width]
    }

    /// A candidate's mask logits, of `shape`, row by row.
    package func logits(
        of candidate: Int, in candidates: FrameCandidates, by model: ReferFormer,
        on compute: Compute
    ) -> [Float] {
        let coarse = Array(candidates.logits(of: candidate))
        guard let recognized, let evidence = candidates.evidence,
            let mixer = model.recognition?.mixer
        else { return contrast.sharpen(coarse) }
        let mask = Tensor.filled(channel.shape.map { $0 / 4 }) { out in
            for at in out.indices { out[at] = coarse[at] }
        }
        return mixer(evidence, in: recognized, mask: mask, contrast: channel, on: compute)
    }
}
