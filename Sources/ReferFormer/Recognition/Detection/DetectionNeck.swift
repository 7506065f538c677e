import Layers
import Tensors
import Weights

/// Takes what the coarse maps know down to the finest and up again (path aggregation, Liu et al.,
/// arXiv:1803.01534), as in YOLOX's `YOLOPAFPN`.
///
/// Weights: `lateral_conv0.conv`, `reduce_conv1.conv` (1×1), `C3_p4`, `C3_p3`, `C3_n3`, `C3_n4`
/// (`CrossStage`), `bu_conv2`, `bu_conv1` (`SeparableConvolution`).
struct DetectionNeck: Sendable {
    private let lateral: Convolution
    private let reduced: Convolution
    private let down: [CrossStage]
    private let shrunk: [SeparableConvolution]
    private let up: [CrossStage]

    init(_ scope: WeightScope) throws {
        let (fine, middle, coarse) = (64, 128, 256)
        lateral = try Convolution(
            scope["lateral_conv0"]["conv"], channels: coarse, outputs: middle, kernel: 1,
            bias: true)
        reduced = try Convolution(
            scope["reduce_conv1"]["conv"], channels: middle, outputs: fine, kernel: 1, bias: true)
        let layer = { (name: String, channels: Int, outputs: Int) in
            try CrossStage(
                scope[name], channels: channels, outputs: outputs, blocks: 1, isResidual: false)
        }
        down = [try layer("C3_p4", 2 * middle, middle), try layer("C3_p3", 2 * fine, fine)]
        shrunk = [
            try SeparableConvolution(
                scope["bu_conv2"], channels: fine, outputs: fine, stride: 2),
            try SeparableConvolution(
                scope["bu_conv1"], channels: middle, outputs: middle, stride: 2),
        ]
        up = [try layer("C3_n3", 2 * fine, middle), try layer("C3_n4", 2 * middle, coarse)]
    }

    /// - `maps`: at strides 8, 16 and 32.
    /// - Returns: maps of the same sizes and channels.
    func callAsFunction(_ maps: [Tensor], on compute: Compute) -> [Tensor] {
        let coarse = lateral(maps[2], activation: .silu, on: compute)
        let middle = reduced(
            down[0](spread(coarse, beside: maps[1], compute), on: compute), activation: .silu,
            on: compute)
        let fine = down[1](spread(middle, beside: maps[0], compute), on: compute)
        let join = { (a: Tensor, b: Tensor) in compute.concatenate([a, b], axis: 3) }
        let above = up[0](join(shrunk[0](fine, on: compute), middle), on: compute)
        return [fine, above, up[1](join(shrunk[1](above, on: compute), coarse), on: compute)]
    }

    private func spread(_ coarse: Tensor, beside fine: Tensor, _ compute: Compute) -> Tensor {
        let spread = compute.resizeNearest(
            coarse, height: fine.shape[1], width: fine.shape[2])
        return compute.concatenate([spread, fine], axis: 3)
    }
}
