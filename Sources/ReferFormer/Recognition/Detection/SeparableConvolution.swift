import Layers
import Tensors
import Weights

/// A filter per channel and what mixes the channels, SiLU after both: YOLOX's `DWConv`.
///
/// Weights: `dconv.conv` (3×3), `pconv.conv` (1×1).
struct SeparableConvolution: Sendable {
    private let filter: Convolution
    private let mix: Convolution

    init(_ scope: WeightScope, channels: Int, outputs: Int, stride: Int = 1) throws {
        filter = try Convolution(
            scope["dconv"]["conv"], channels: channels, outputs: channels, kernel: 3,
            stride: stride, groups: channels, bias: true)
        mix = try Convolution(
            scope["pconv"]["conv"], channels: channels, outputs: outputs, kernel: 1, bias: true)
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        mix(filter(x, activation: .silu, on: compute), activation: .silu, on: compute)
    }
}
