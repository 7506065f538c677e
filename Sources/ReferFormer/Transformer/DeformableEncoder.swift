import Layers
import Tensors
import Weights

/// The encoder of Deformable DETR (Zhu et al., arXiv:2010.04159): cells of all levels exchange what
/// they know, each frame by itself.
///
/// Weights: `layers.N.{self_attn.*, norm1, linear1, linear2, norm2}`.
struct DeformableEncoder: Sendable {
    private struct Layer: Sendable {
        let attention: DeformableAttention
        let norm1: LayerNorm
        let feedforward: FeedForward
    }

    private let layers: [Layer]

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        layers = try (0..<config.encoderLayers).map { index in
            let scope = scope["layers"][index]
            return Layer(
                attention: try DeformableAttention(
                    scope["self_attn"], width: config.hidden, heads: config.heads,
                    levels: config.levels, points: config.points),
                norm1: try LayerNorm(scope["norm1"], width: config.hidden),
                feedforward: try FeedForward(
                    scope, norm: "norm2", width: config.hidden, inner: config.feedforward))
        }
    }

    /// - `x`: `[n, cells, hidden]`, levels one after another; the shape of the result.
    func callAsFunction(
        _ x: Tensor, _ geometry: Geometry, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let padding = geometry.memoryPadding(frames: x.shape[0])
        var x = x
        for (index, layer) in layers.enumerated() {
            let seen = layer.attention(
                compute.add(x, geometry.encoderPositions), around: geometry.encoderGrid,
                values: layer.attention.values(of: x, padding: padding, on: compute),
                sizes: geometry.levels, on: compute
            ).output
            stages?.record("enc.layer.\(index).attn", seen)
            x = layer.feedforward(layer.norm1(seen, residual: x, on: compute), on: compute)
            stages?.record("enc.layer.\(index)", x)
        }
        return x
    }
}
