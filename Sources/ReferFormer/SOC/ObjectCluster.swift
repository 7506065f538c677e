import Layers
import Tensors
import Weights

/// Sums up what queries found in all frames of a clip: the finds exchange what they know, over all
/// frames, and a few learned queries that begin as the sentence read them (Luo et al. 2023, 3.3).
///
/// Weights: `enc_self_attn.N`, `enc_ffn.N`, `transformer_cross_attention_layers.N`,
/// `transformer_self_attention_layers.N`, `transformer_ffn_layers.N`, `decoder_norm`, `query_embed`,
/// `fq_pos`.
struct ObjectCluster: Sendable {
    /// norm(x + attention).
    private struct Attending: Sendable {
        let attention: MultiHeadAttention
        let norm: LayerNorm

        init(_ scope: WeightScope, attention: String, _ config: SOCConfig) throws {
            let width = config.network.hidden
            self.attention = try MultiHeadAttention(
                scope[attention], width: width, heads: config.clusterHeads)
            norm = try LayerNorm(scope["norm"], width: width)
        }

        func callAsFunction(
            _ x: Tensor, _ query: Tensor, _ key: Tensor, _ value: Tensor, on compute: Compute
        ) -> Tensor {
            norm(attention(query, key, value, on: compute), residual: x, on: compute)
        }
    }

    private struct EncoderLayer: Sendable {
        let exchange: Attending
        let feedforward: FeedForward
    }

    private struct DecoderLayer: Sendable {
        let read: Attending
        let exchange: Attending
        let feedforward: FeedForward
    }

    private let encoder: [EncoderLayer]
    private let decoder: [DecoderLayer]
    private let norm: LayerNorm
    /// Of the clip's queries, `[queries, hidden]`.
    private let positions: Tensor
    /// Of the queries in each frame, whichever it is, `[queries, hidden]`.
    private let framePositions: Tensor

    init(_ scope: WeightScope, _ config: SOCConfig) throws {
        let (hidden, queries) = (config.network.hidden, config.network.queries)
        let feedforward = { (scope: WeightScope) in
            try FeedForward(
                scope, norm: "norm", width: hidden, inner: config.clusterFeedforward)
        }
        encoder = try (0..<config.clusterEncoderLayers).map { index in
            EncoderLayer(
                exchange: try Attending(
                    scope["enc_self_attn"][index], attention: "self_attn", config),
                feedforward: try feedforward(scope["enc_ffn"][index]))
        }
        decoder = try (0..<config.clusterDecoderLayers).map { index in
            DecoderLayer(
                read: try Attending(
                    scope["transformer_cross_attention_layers"][index],
                    attention: "multihead_attn", config),
                exchange: try Attending(
                    scope["transformer_self_attention_layers"][index], attention: "self_attn",
                    config),
                feedforward: try feedforward(scope["transformer_ffn_layers"][index]))
        }
        norm = try LayerNorm(scope["decoder_norm"], width: hidden)
        positions = try scope["query_embed"].tensor("weight", [queries, hidden])
        framePositions = try scope["fq_pos"].tensor("weight", [queries, hidden])
    }

    /// - `found`: `[clips · frames, queries, hidden]`, all frames of a clip in a row.
    /// - `sentence`: `[clips, hidden]`.
    /// - Result: `[clips, queries, hidden]`.
    func callAsFunction(
        _ found: Tensor, sentence: Tensor, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let (clips, queries, hidden) = (sentence.shape[0], found.shape[1], found.shape[2])
        let tokens = [clips, found.count / (clips * hidden), hidden]
        var x = found.reshaped(tokens)
        for (index, layer) in encoder.enumerated() {
            x = layer.exchange(x, x, x, x, on: compute)
            stages?.record("voc.enc.\(index).attn", x)
            x = layer.feedforward(x, on: compute)
            stages?.record("voc.enc.\(index)", x)
        }
        let keys = compute.add(x.reshaped(found.shape), framePositions).reshaped(tokens)
        var y = repeated(sentence.reshaped([clips, 1, hidden]), queries, compute)
            .reshaped([clips, queries, hidden])
        for (index, layer) in decoder.enumerated() {
            y = layer.read(y, compute.add(y, positions), keys, x, on: compute)
            stages?.record("voc.dec.\(index).xattn", y)
            let placed = compute.add(y, positions)
            y = layer.exchange(y, placed, placed, y, on: compute)
            stages?.record("voc.dec.\(index).selfattn", y)
            y = layer.feedforward(y, on: compute)
            stages?.record("voc.dec.\(index)", y)
        }
        y = norm(y, on: compute)
        stages?.record("voc.out", y)
        return y
    }
}
