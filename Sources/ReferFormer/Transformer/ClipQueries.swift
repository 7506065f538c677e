import Layers
import Tensors
import Weights

/// Queries of a whole clip: those of its frames tell each other what they saw, then the clip's own
/// ask them (Heo et al., VITA, arXiv:2206.04403, 3.2; of MUTR and SOC).
///
/// Weights: `enc_self_attn.I`, `enc_ffn.I`; `transformer_cross_attention_layers.I`,
/// `transformer_self_attention_layers.I`, `transformer_ffn_layers.I`; `fq_pos.weight`,
/// `query_embed.weight`, `[queries, hidden]` each; `decoder_norm`.
struct ClipQueries: Sendable {
    /// A layer in which the queries of frames tell each other what they saw.
    struct Exchange: Sendable {
        let attention: NormalizedAttention
        let feedforward: FeedForward
    }

    private struct Question: Sendable {
        let frames: NormalizedAttention
        let queries: NormalizedAttention
        let feedforward: FeedForward
    }

    /// What reference files call the stages.
    struct Names: Sendable {
        let module: String
        let exchange: String
    }

    let exchanges: [Exchange]
    private let questions: [Question]
    /// What tells the queries of a frame apart, whichever frame it is.
    private let framePositions: Tensor
    private let positions: Tensor
    private let norm: LayerNorm
    private let names: Names

    /// - `inner`: width between the two products of a layer.
    init(
        _ scope: WeightScope, width: Int, heads: Int, inner: Int, queries: Int, exchanges: Int,
        questions: Int, names: Names
    ) throws {
        let attention = { (scope: WeightScope, name: String) in
            try NormalizedAttention(scope, name, width: width, heads: heads)
        }
        let feedforward = { (scope: WeightScope) in
            try FeedForward(scope, norm: "norm", width: width, inner: inner)
        }
        self.exchanges = try (0..<exchanges).map {
            Exchange(
                attention: try attention(scope["enc_self_attn"][$0], "self_attn"),
                feedforward: try feedforward(scope["enc_ffn"][$0]))
        }
        self.questions = try (0..<questions).map {
            Question(
                frames: try attention(
                    scope["transformer_cross_attention_layers"][$0], "multihead_attn"),
                queries: try attention(
                    scope["transformer_self_attention_layers"][$0], "self_attn"),
                feedforward: try feedforward(scope["transformer_ffn_layers"][$0]))
        }
        framePositions = try scope["fq_pos"].tensor("weight", [queries, width])
        positions = try scope["query_embed"].tensor("weight", [queries, width])
        norm = try LayerNorm(scope["decoder_norm"], width: width)
        self.names = names
    }

    /// What the clip's queries learn of those of its frames.
    ///
    /// - `start`: `[clips, queries, hidden]`, the shape of the result.
    /// - `seen`: `[clips · frames, queries, hidden]`, all frames of a clip in a row.
    func ask(
        _ seen: Tensor, from start: Tensor, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let (clips, width) = (start.shape[0], start.shape[2])
        let values = seen.reshaped([clips, seen.count / (clips * width), width])
        let keys = compute.add(seen, framePositions).reshaped(values.shape)
        var x = start
        for (index, layer) in questions.enumerated() {
            let stage = "\(names.module).dec.\(index)"
            x = layer.frames(
                x, query: compute.add(x, positions), key: keys, value: values, on: compute)
            stages?.record("\(stage).xattn", x)
            let query = compute.add(x, positions)
            x = layer.queries(x, query: query, key: query, value: x, on: compute)
            stages?.record("\(stage).\(names.exchange)", x)
            x = layer.feedforward(x, on: compute)
            stages?.record(stage, x)
        }
        x = norm(x, on: compute)
        stages?.record("\(names.module).out", x)
        return x
    }
}
