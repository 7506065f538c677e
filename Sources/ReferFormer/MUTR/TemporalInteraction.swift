import Layers
import Tensors
import Weights

/// Brings the queries of all frames together as those of the clip: first they tell each other what
/// they saw, within windows of frames that are shifted in every other layer, then a query of the
/// clip's own asks those of every frame.
///
/// Weights: `enc_self_attn.I`, `enc_ffn.I`; `transformer_cross_attention_layers.I`,
/// `transformer_self_attention_layers.I`, `transformer_ffn_layers.I`; `fq_pos.weight`,
/// `query_feat.weight`, `query_embed.weight`, `[queries, hidden]` each; `decoder_norm`.
struct TemporalInteraction: Sendable {
    /// Frames of a window.
    private static let window = 4

    private struct EncoderLayer: Sendable {
        let attention: NormalizedAttention
        let feedforward: FeedForward
    }

    private struct DecoderLayer: Sendable {
        let frames: NormalizedAttention
        let queries: NormalizedAttention
        let feedforward: FeedForward
    }

    private let encoder: [EncoderLayer]
    private let decoder: [DecoderLayer]
    /// What tells the queries of a frame apart.
    private let framePositions: Tensor
    private let start: Tensor
    private let positions: Tensor
    private let norm: LayerNorm

    init(_ scope: WeightScope, _ config: MUTRConfig) throws {
        let (width, heads) = (config.network.hidden, config.network.fusionHeads)
        let attention = { (scope: WeightScope, name: String) in
            try NormalizedAttention(scope, name, width: width, heads: heads)
        }
        let feedforward = { (scope: WeightScope) in
            try FeedForward(scope, norm: "norm", width: width, inner: config.interactionWidth)
        }
        encoder = try (0..<config.interactionEncoderLayers).map {
            EncoderLayer(
                attention: try attention(scope["enc_self_attn"][$0], "self_attn"),
                feedforward: try feedforward(scope["enc_ffn"][$0]))
        }
        decoder = try (0..<config.interactionDecoderLayers).map {
            DecoderLayer(
                frames: try attention(
                    scope["transformer_cross_attention_layers"][$0], "multihead_attn"),
                queries: try attention(
                    scope["transformer_self_attention_layers"][$0], "self_attn"),
                feedforward: try feedforward(scope["transformer_ffn_layers"][$0]))
        }
        let table = { (name: String) in
            try scope[name].tensor("weight", [config.network.queries, width])
        }
        framePositions = try table("fq_pos")
        start = try table("query_feat")
        positions = try table("query_embed")
        norm = try LayerNorm(scope["decoder_norm"], width: width)
    }

    /// The clip's queries, `[1, queries, hidden]`.
    ///
    /// - `states`: of every frame, `[frames, queries, hidden]`.
    func callAsFunction(
        _ states: Tensor, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let (frames, queries, width) = (states.shape[0], states.shape[1], states.shape[2])
        var seen = states
        for (index, layer) in encoder.enumerated() {
            let shift = index % 2 == 0 ? 0 : Self.window / 2
            let told = Self.windows(of: frames, shift: shift).map { window in
                let x = seen.rows(window).reshaped([1, window.count * queries, width])
                return layer.attention(x, query: x, key: x, value: x, on: compute)
                    .reshaped([window.count, queries, width])
            }
            seen = layer.feedforward(compute.concatenate(told, axis: 0), on: compute)
            stages?.record("mti.enc.\(index)", seen)
        }
        let values = seen.reshaped([1, frames * queries, width])
        let keys = compute.add(seen, framePositions).reshaped(values.shape)
        var x = start.reshaped([1, queries, width])
        for (index, layer) in decoder.enumerated() {
            x = layer.frames(
                x, query: compute.add(x, positions), key: keys, value: values, on: compute)
            stages?.record("mti.dec.\(index).xattn", x)
            let query = compute.add(x, positions)
            x = layer.queries(x, query: query, key: query, value: x, on: compute)
            stages?.record("mti.dec.\(index).self", x)
            x = layer.feedforward(x, on: compute)
            stages?.record("mti.dec.\(index)", x)
        }
        let ofClip = norm(x, on: compute)
        stages?.record("mti.out", ofClip)
        return ofClip
    }

    /// Frames that see each other: those with equal ⌊(frame + shift) / window⌋.
    static func windows(of frames: Int, shift: Int) -> [Range<Int>] {
        stride(from: -shift, to: frames, by: window).map { start in
            max(start, 0)..<min(start + window, frames)
        }
    }
}

/// norm(x + attend(query, key, value)).
///
/// Weights: the attention's under a name of its own, `norm`.
private struct NormalizedAttention: Sendable {
    private let attention: MultiHeadAttention
    private let norm: LayerNorm

    init(_ scope: WeightScope, _ name: String, width: Int, heads: Int) throws {
        attention = try MultiHeadAttention(scope[name], width: width, heads: heads)
        norm = try LayerNorm(scope["norm"], width: width)
    }

    func callAsFunction(
        _ x: Tensor, query: Tensor, key: Tensor, value: Tensor, on compute: Compute
    ) -> Tensor {
        norm(attention(query, key, value, on: compute), residual: x, on: compute)
    }
}
