import Layers
import ReferFormer
import Tensors
import Weights

/// A transformer decoder (Carion et al., arXiv:2005.12872, 3.2): a few learned queries look for
/// their object in each frame. They begin with nothing but their positions, the same in every frame,
/// which is what makes one query's finds one object.
///
/// Weights: `layers.N.{self_attn.*, norm1, multihead_attn.*, norm2, linear1, linear2, norm3}`,
/// `norm`; the queries' `weight`.
struct InstanceDecoder: Sendable {
    private struct Layer: Sendable {
        let selfAttention: MultiHeadAttention
        let norm1: LayerNorm
        let crossAttention: MultiHeadAttention
        let norm2: LayerNorm
        let feedforward: FeedForward
    }

    private let layers: [Layer]
    private let norm: LayerNorm
    /// `[queries, hidden]`
    private let positions: Tensor

    init(_ scope: WeightScope, queries: WeightScope, _ config: MTTRConfig) throws {
        let (hidden, heads) = (config.hidden, config.heads)
        layers = try (0..<config.decoderLayers).map { index in
            let scope = scope["layers"][index]
            return Layer(
                selfAttention: try MultiHeadAttention(
                    scope["self_attn"], width: hidden, heads: heads),
                norm1: try LayerNorm(scope["norm1"], width: hidden),
                crossAttention: try MultiHeadAttention(
                    scope["multihead_attn"], width: hidden, heads: heads),
                norm2: try LayerNorm(scope["norm2"], width: hidden),
                feedforward: try FeedForward(
                    scope, norm: "norm3", width: hidden, inner: config.feedforward))
        }
        norm = try LayerNorm(scope["norm"], width: hidden)
        positions = try queries.tensor("weight", [config.queries, hidden])
    }

    /// - `memory`: `[n, cells + words, hidden]`, from the encoder; `positions` of that shape too.
    /// - `excluded`: `[n · (cells + words)]`, true for padding; nil where there is none.
    /// - Result: `[n, queries, hidden]` after each layer, normalised.
    func callAsFunction(
        _ memory: Tensor, positions cells: Tensor, excluded: [Bool]?, on compute: Compute,
        _ stages: StageRecorder?
    ) -> [Tensor] {
        let placed = compute.add(memory, cells)
        var x = Tensor(zeros: [memory.shape[0]] + positions.shape)
        return layers.enumerated().map { index, layer in
            let asking = compute.add(x, positions)
            let exchanged = layer.selfAttention(asking, asking, x, on: compute)
            stages?.record("dec.layer.\(index).selfattn", exchanged)
            x = layer.norm1(exchanged, residual: x, on: compute)
            stages?.record("dec.layer.\(index).norm1", x)
            let seen = layer.crossAttention(
                compute.add(x, positions), placed, memory, excluded: excluded, on: compute)
            stages?.record("dec.layer.\(index).xattn", seen)
            x = layer.norm2(seen, residual: x, on: compute)
            stages?.record("dec.layer.\(index).norm2", x)
            x = layer.feedforward(x, on: compute)
            stages?.record("dec.layer.\(index)", x)
            let state = norm(x, on: compute)
            stages?.record("dec.hs.\(index)", state)
            return state
        }
    }
}
