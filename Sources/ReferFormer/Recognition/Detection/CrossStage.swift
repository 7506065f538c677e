import Layers
import Tensors
import Weights

/// Half of the channels through residual blocks, the other half past them (Wang et al.,
/// arXiv:1911.11929): YOLOX's `CSPLayer`.
///
/// Weights: `conv1.conv`, `conv2.conv`, `conv3.conv` (1×1), and of block N `m.N.conv1.conv` (1×1) and
/// `m.N.conv2` (`SeparableConvolution`).
struct CrossStage: Sendable {
    private let through: Convolution
    private let past: Convolution
    private let joined: Convolution
    private let blocks: [(narrow: Convolution, filter: SeparableConvolution)]
    private let isResidual: Bool

    init(
        _ scope: WeightScope, channels: Int, outputs: Int, blocks: Int, isResidual: Bool
    ) throws {
        let half = outputs / 2
        let mix = { (scope: WeightScope, channels: Int, outputs: Int) in
            try Convolution(
                scope["conv"], channels: channels, outputs: outputs, kernel: 1, bias: true)
        }
        through = try mix(scope["conv1"], channels, half)
        past = try mix(scope["conv2"], channels, half)
        joined = try mix(scope["conv3"], 2 * half, outputs)
        self.blocks = try (0..<blocks).map {
            let block = scope["m"][$0]
            return (
                try mix(block["conv1"], half, half),
                try SeparableConvolution(block["conv2"], channels: half, outputs: half)
            )
        }
        self.isResidual = isResidual
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        var y = through(x, activation: .silu, on: compute)
        for block in blocks {
            let z = block.filter(block.narrow(y, activation: .silu, on: compute), on: compute)
            y = isResidual ? compute.add(z, y) : z
        }
        let past = past(x, activation: .silu, on: compute)
        return joined(
            compute.concatenate([y, past], axis: 3), activation: .silu, on: compute)
    }
}
