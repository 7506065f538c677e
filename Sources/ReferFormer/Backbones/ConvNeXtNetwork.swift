import Layers
import Tensors
import Weights

/// ConvNeXt (Liu et al., arXiv:2201.03545), named as in timm: wide filters, one per channel, and
/// what a transformer has between its attentions. Maps are cut to whole cells: what is left over at
/// the right and at the bottom is not seen.
///
/// Weights: `body.stem.{0, 1}`, `body.stages.S.downsample.{0, 1}`, `body.stages.S.blocks.B`;
/// `norm_layers.S`, through which each stage's output passes on its way out.
struct ConvNeXtNetwork: Backbone {
    /// Epsilon of all normalisations but the last ones.
    fileprivate static let epsilon: Float = 1e-6

    private struct Stage: Sendable {
        /// The normalisation comes first where the map is halved, behind where frames come in.
        let reduction: Convolution
        let reductionNorm: LayerNorm
        let blocks: [ConvNeXtBlock]
        let norm: LayerNorm
    }

    private let stages: [Stage]

    init(_ scope: WeightScope, _ config: ReferFormerConfig.ConvNeXt, inputs: Int) throws {
        let body = scope["body"]
        stages = try config.widths.indices.map { index in
            let (stage, width) = (body["stages"][index], config.widths[index])
            let isFirst = index == 0
            let before = isFirst ? inputs : config.widths[index - 1]
            let (reduction, norm) =
                isFirst
                ? (body["stem"][0], body["stem"][1])
                : (stage["downsample"][1], stage["downsample"][0])
            let side = isFirst ? 4 : 2
            return Stage(
                reduction: try Convolution(
                    reduction, channels: before, outputs: width, kernel: side, stride: side,
                    padding: 0, bias: true),
                reductionNorm: try LayerNorm(
                    norm, width: isFirst ? width : before, epsilon: Self.epsilon),
                blocks: try (0..<config.depths[index]).map {
                    try ConvNeXtBlock(stage["blocks"][$0], width: width)
                },
                norm: try LayerNorm(scope["norm_layers"][index], width: width))
        }
    }

    func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor] {
        var x = x
        return stages.enumerated().map { index, stage in
            x =
                index == 0
                ? stage.reductionNorm(stage.reduction(x, on: compute), on: compute)
                : stage.reduction(stage.reductionNorm(x, on: compute), on: compute)
            x = stage.blocks.reduce(x) { $1($0, on: compute) }
            return stage.norm(x, on: compute)
        }
    }
}

/// x + gamma · fc2(gelu(fc1(norm(filter(x))))).
///
/// Weights: `conv_dw` (7×7, one per channel), `norm`, `mlp.fc1`, `mlp.fc2`, `gamma` `[width]`.
private struct ConvNeXtBlock: Sendable {
    private let filter: Convolution
    private let norm: LayerNorm
    private let feedforward: FeedForward

    init(_ scope: WeightScope, width: Int) throws {
        filter = try Convolution(
            scope["conv_dw"], channels: width, outputs: width, kernel: 7, groups: width,
            bias: true)
        norm = try LayerNorm(scope["norm"], width: width, epsilon: ConvNeXtNetwork.epsilon)
        feedforward = FeedForward(
            try Linear(scope["mlp"]["fc1"], inputs: width, outputs: 4 * width),
            try Linear(
                scope["mlp"]["fc2"], inputs: 4 * width, outputs: width,
                scale: scope.tensor("gamma", [width])), activation: .gelu)
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        feedforward(norm(filter(x, on: compute), on: compute), residual: x, on: compute)
    }
}
