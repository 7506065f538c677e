import Layers
import Tensors
import Weights

/// The backbone of YOLOX-nano: maps at strides 8, 16 and 32, of 64, 128 and 256 channels.
///
/// Weights: `stem.conv.conv` (6×6: what was 3×3 over the phases of two by two pixels), `darkN.0`
/// (`SeparableConvolution`), `darkN.1` (`CrossStage`), of the last stage `dark5.1.conv1.conv`,
/// `dark5.1.conv2.conv` and `dark5.2`.
struct DetectionTrunk: Sendable {
    /// Channels of the stem and of the stages.
    static let widths = [16, 32, 64, 128, 256]
    private static let blocks = [1, 3, 3]

    private let stem: Convolution
    private let stages: [(shrunk: SeparableConvolution, layer: CrossStage)]
    private let last: SeparableConvolution
    private let narrow: Convolution
    private let gathered: Convolution
    private let layer: CrossStage

    init(_ scope: WeightScope) throws {
        let widths = Self.widths
        stem = try Convolution(
            scope["stem"]["conv"]["conv"], channels: 3, outputs: widths[0], kernel: 6, stride: 2,
            padding: 2, bias: true)
        stages = try Self.blocks.enumerated().map { index, blocks in
            let stage = scope["dark\(index + 2)"]
            let (inputs, outputs) = (widths[index], widths[index + 1])
            return (
                try SeparableConvolution(
                    stage[0], channels: inputs, outputs: outputs, stride: 2),
                try CrossStage(
                    stage[1], channels: outputs, outputs: outputs, blocks: blocks,
                    isResidual: true)
            )
        }
        let stage = scope["dark5"]
        last = try SeparableConvolution(
            stage[0], channels: widths[3], outputs: widths[4], stride: 2)
        narrow = try Convolution(
            stage[1]["conv1"]["conv"], channels: widths[4], outputs: widths[3], kernel: 1,
            bias: true)
        gathered = try Convolution(
            stage[1]["conv2"]["conv"], channels: 4 * widths[3], outputs: widths[4], kernel: 1,
            bias: true)
        layer = try CrossStage(
            stage[2], channels: widths[4], outputs: widths[4], blocks: 1, isResidual: false)
    }

    /// - `pixels`: `[1, height, width, 3]`, red, green, blue, 0 … 255; sides multiples of 32.
    func callAsFunction(_ pixels: Tensor, on compute: Compute) -> [Tensor] {
        var x = stem(pixels, activation: .silu, on: compute)
        var maps: [Tensor] = []
        for stage in stages {
            x = stage.layer(stage.shrunk(x, on: compute), on: compute)
            maps.append(x)
        }
        x = narrow(last(x, on: compute), activation: .silu, on: compute)
        // Maxima over 5, 9 and 13 cells: of the one before over 5 (He et al., arXiv:1406.4729).
        var pooled = [x]
        for _ in 0..<3 {
            pooled.append(
                compute.maxPool(pooled[pooled.count - 1], kernel: 5, stride: 1, padding: 2))
        }
        x = gathered(compute.concatenate(pooled, axis: 3), activation: .silu, on: compute)
        return [maps[1], maps[2], layer(x, on: compute)]
    }
}
