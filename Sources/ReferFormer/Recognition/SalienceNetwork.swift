import Layers
import Tensors
import Weights

/// What stands out in a picture, whatever it is, and in a close look at a box the thing that fills it:
/// U²-Net-P (Qin et al., arXiv:2005.09007), taught further, down to its coarsest stage and up again to
/// stride 4. The two finest stages of its decoder, three quarters of its work, only sharpen that to a
/// resolution which masks do not have here.
///
/// Weights, named as in the published network: `stage1` … `stage6`, `stage5d` … `stage3d`
/// (`ResidualUBlock`), `side3` (3×3).
package struct SalienceNetwork: Sendable {
    /// Rows and columns of what it reads; pictures of any shape are squeezed into it, as in its training,
    /// which had 320: the smaller square costs .005 of J on real clips and a third of the time.
    package static let side = 256
    /// Rows and columns of what it tells.
    package static let cells = side / 4

    private let encoder: [ResidualUBlock]
    private let decoder: [ResidualUBlock]
    private let told: Convolution

    private static let width = 64
    private static let reaches: [ResidualUBlock.Reach] = [
        .pooled(depth: 7), .pooled(depth: 6), .pooled(depth: 5), .pooled(depth: 4), .dilated,
        .dilated,
    ]
    /// Stages of the decoder that are run, the coarsest first.
    private static let decoded = [5, 4, 3]

    package init(_ scope: WeightScope) throws {
        let width = Self.width
        let block = { (name: String, stage: Int, channels: Int) in
            try ResidualUBlock(
                scope[name], Self.reaches[stage - 1], channels: channels, middle: width / 4,
                outputs: width)
        }
        encoder = try (1...Self.reaches.count).map {
            try block("stage\($0)", $0, $0 == 1 ? 3 : width)
        }
        decoder = try Self.decoded.map { try block("stage\($0)d", $0, 2 * width) }
        told = try Convolution(scope["side3"], channels: width, outputs: 1, kernel: 3, bias: true)
    }

    /// - `pixels`: `[1, 256, 256, 3]`: red, green and blue with mean 0 and deviation 1 over ImageNet.
    /// - Returns: logits, `[1, 64, 64, 1]`
    package func callAsFunction(_ pixels: Tensor, on compute: Compute) -> Tensor {
        var stages: [Tensor] = []
        var y = pixels
        for (index, block) in encoder.enumerated() {
            // Of a stage that the decoder does not ask for, half is all that is ever needed.
            let isAsked = index + 1 >= Self.decoded[Self.decoded.count - 1]
            y = block(y, halved: !isAsked, on: compute)
            stages.append(y)
            if isAsked && index + 1 < encoder.count { y = compute.halved(y) }
        }
        for (block, stage) in zip(decoder, Self.decoded) {
            y = block(compute.spread(y, beside: stages[stage - 1]), on: compute)
        }
        return told(y, on: compute)
    }
}
