import Layers
import Tensors
import Weights

/// ConvMAE (Gao et al., arXiv:2205.03892) as an encoder of whole frames: convolutions at strides 4
/// and 8, transformer blocks at stride 16, most of which attend in windows (Li et al., ViTDet,
/// arXiv:2203.16527). The maps at strides 16 and 32 are of one width. Maps are cut to whole cells.
///
/// Weights: `patch_embed1` … `patch_embed3` (`proj`, `norm`), `patch_embed4`, `blocks1.B` …
/// `blocks3.B`, `pos_embed` `[1, side · side, width]`, `norm3`, `norm4`.
struct ConvMAENetwork: Backbone {
    /// Epsilon of all normalisations but those of patches.
    static let epsilon: Float = 1e-6

    private struct Patches: Sendable {
        let convolution: Convolution
        let norm: LayerNorm
    }

    private let patches: [Patches]
    private let convolutions: [[ConvMAEConvolution]]
    private let embedding: Linear
    /// `[side, side, width]`
    private let positions: Tensor
    private let blocks: [ConvMAEAttention]
    private let norms: [LayerNorm]

    init(_ scope: WeightScope, _ config: ReferFormerConfig.ConvMAE, inputs: Int) throws {
        let (widths, width) = (config.widths, config.widths[2])
        patches = try widths.indices.map { index in
            let (scope, side) = (scope["patch_embed\(index + 1)"], index == 0 ? 4 : 2)
            return Patches(
                convolution: try Convolution(
                    scope["proj"], channels: index == 0 ? inputs : widths[index - 1],
                    outputs: widths[index], kernel: side, stride: side, padding: 0, bias: true),
                norm: try LayerNorm(scope["norm"], width: widths[index]))
        }
        convolutions = try (0..<2).map { stage in
            try (0..<config.depths[stage]).map {
                try ConvMAEConvolution(scope["blocks\(stage + 1)"][$0], width: widths[stage])
            }
        }
        embedding = try Linear(scope["patch_embed4"], inputs: width, outputs: width)
        let side = config.positionSide
        positions = try scope.tensor("pos_embed", [1, side * side, width])
            .reshaped([side, side, width])
        blocks = try (0..<config.depths[2]).map { index in
            let isWhole = config.wholeBlocks.contains(index)
            return try ConvMAEAttention(
                scope["blocks3"][index], width: width, heads: config.heads,
                window: isWhole ? nil : config.window,
                side: isWhole ? config.wholeSide : config.window)
        }
        norms = try ["norm3", "norm4"].map {
            try LayerNorm(scope[$0], width: width, epsilon: Self.epsilon)
        }
    }

    func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor] {
        var x = x
        var maps: [Tensor] = []
        for (stage, patches) in patches.enumerated() {
            let cut = patches.norm(patches.convolution(x, on: compute), on: compute)
            x = compute.gelu(cut)
            guard stage < convolutions.count else { break }
            x = convolutions[stage].reduce(x) { $1($0, on: compute) }
            maps.append(x)
        }
        x = embedding(x, on: compute)
        x = compute.add(x, bicubic(positions, height: x.shape[1], width: x.shape[2]))
        x = blocks.reduce(x) { $1($0, on: compute) }
        let coarsest = compute.maxPool(
            norms[1](x, on: compute), kernel: 2, stride: 2, padding: 0)
        return maps + [norms[0](x, on: compute), coarsest]
    }
}

/// x = x + conv2(filter(conv1(norm1(x)))); x = x + fc2(gelu(fc1(norm2(x)))).
///
/// Weights: `norm1`, `conv1` (1×1), `attn` (5×5, one per channel), `conv2` (1×1), `norm2`,
/// `mlp.{fc1, fc2}` (1×1), all convolutions with bias.
private struct ConvMAEConvolution: Sendable {
    private let norm1: LayerNorm
    private let first: Convolution
    private let filter: Convolution
    private let second: Convolution
    private let norm2: LayerNorm
    private let expansion: Convolution
    private let contraction: Convolution

    init(_ scope: WeightScope, width: Int) throws {
        let pointwise = { (scope: WeightScope, channels: Int, outputs: Int) in
            try Convolution(scope, channels: channels, outputs: outputs, kernel: 1, bias: true)
        }
        norm1 = try LayerNorm(scope["norm1"], width: width, epsilon: ConvMAENetwork.epsilon)
        first = try pointwise(scope["conv1"], width, width)
        filter = try Convolution(
            scope["attn"], channels: width, outputs: width, kernel: 5, groups: width, bias: true)
        second = try pointwise(scope["conv2"], width, width)
        norm2 = try LayerNorm(scope["norm2"], width: width, epsilon: ConvMAENetwork.epsilon)
        expansion = try pointwise(scope["mlp"]["fc1"], width, 4 * width)
        contraction = try pointwise(scope["mlp"]["fc2"], 4 * width, width)
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        let mixed = first(norm1(x, on: compute), on: compute)
        let y = second(filter(mixed, on: compute), residual: x, on: compute)
        let inner = expansion(norm2(y, on: compute), activation: .gelu, on: compute)
        return contraction(inner, residual: y, on: compute)
    }
}
