import Layers
import ReferFormer
import Tensors
import Weights

/// A transformer encoder (Vaswani et al., arXiv:1706.03762, 3.1) over the cells of a frame and the
/// words, which attend to each other as one sequence; positions are added anew in every layer.
///
/// Weights: `layers.N.{self_attn.*, norm1, linear1, linear2, norm2}`.
struct MultimodalEncoder: Sendable {
    private struct Layer: Sendable {
        let attention: MultiHeadAttention
        let norm1: LayerNorm
        let feedforward: FeedForward
    }

    private let layers: [Layer]

    init(_ scope: WeightScope, _ config: MTTRConfig) throws {
        layers = try (0..<config.encoderLayers).map { index in
            let scope = scope["layers"][index]
            return Layer(
                attention: try MultiHeadAttention(
                    scope["self_attn"], width: config.hidden, heads: config.heads),
                norm1: try LayerNorm(scope["norm1"], width: config.hidden),
                feedforward: try FeedForward(
                    scope, norm: "norm2", width: config.hidden, inner: config.feedforward))
        }
    }

    /// - `x`: `[n, cells + words, hidden]`, the shape of the result.
    /// - `positions`: of that shape too.
    /// - `excluded`: `[n · (cells + words)]`, true for padding; nil where there is none.
    func callAsFunction(
        _ x: Tensor, positions: Tensor, excluded: [Bool]?, on compute: Compute,
        _ stages: StageRecorder?
    ) -> Tensor {
        var x = x
        for (index, layer) in layers.enumerated() {
            let placed = compute.add(x, positions)
            let seen = layer.attention(placed, placed, x, excluded: excluded, on: compute)
            stages?.record("enc.layer.\(index).attn", seen)
            x = layer.norm1(seen, residual: x, on: compute)
            stages?.record("enc.layer.\(index).norm1", x)
            x = layer.feedforward(x, on: compute)
            stages?.record("enc.layer.\(index)", x)
        }
        return x
    }
}
