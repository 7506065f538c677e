import Layers
import Tensors
import Weights

/// RoBERTa (Liu et al., arXiv:1907.11692): a transformer encoder over tokens, normalised after
/// every sub-layer.
///
/// Weights as in Hugging Face's `RobertaModel`: `embeddings.*`, `encoder.layer.N.*`.
package struct TextEncoder: Sendable {
    /// Token that fills short texts up.
    package static let padding = TokenMixture(1)

    /// Position of padding; the text's own follow it.
    private static let firstPosition = 1

    private let words: Tensor
    private let positions: Tensor
    private let kind: Tensor
    private let norm: LayerNorm
    private let layers: [TextLayer]

    package init(_ scope: WeightScope, _ config: TextConfig) throws {
        let width = config.width
        let embeddings = scope["embeddings"]
        words = try embeddings["word_embeddings"].tensor("weight", [config.vocabulary, width])
        positions = try embeddings["position_embeddings"].tensor(
            "weight", [config.positions, width])
        kind = try embeddings["token_type_embeddings"].tensor("weight", [1, width])
        norm = try LayerNorm(embeddings["LayerNorm"], width: width)
        layers = try (0..<config.layers).map {
            try TextLayer(scope["encoder"]["layer"][$0], config)
        }
    }

    /// - Result: words, `[batch, length, width]`.
    package func callAsFunction(
        _ batch: TextBatch, on compute: Compute, recording stages: StageRecorder? = nil
    ) -> Tensor {
        let words = compute.stage("text") {
            var x = norm(embed(batch.tokens), on: compute)
            stages?.record("text.embeddings", x)
            for (index, layer) in layers.enumerated() {
                x = layer(x, excluded: batch.excluded, on: compute)
                stages?.record("text.layer.\(index)", x)
            }
            return x
        }
        stages?.record("text.last_hidden", words)
        return words
    }

    /// Frees what a published encoder's layers keep in memory, the most of many a model; they need a moment
    /// longer for the next text.
    package func release() {
        for layer in layers { layer.release() }
        for tensor in [words, positions] { tensor.release() }
    }

    /// Word, position (from 2 on; 1 for padding) and kind, summed.
    private func embed(_ tokens: [[TokenMixture]]) -> Tensor {
        let width = words.shape[1]
        return .filled([tokens.count, tokens[0].count, width]) { sum in
            words.withUnsafeBuffer { words in
                positions.withUnsafeBuffer { positions in
                    kind.withUnsafeBuffer { kind in
                        var i = 0
                        for text in tokens {
                            var position = Self.firstPosition
                            for token in text {
                                if token != Self.padding { position += 1 }
                                let place =
                                    token == Self.padding ? Self.firstPosition : position
                                for j in 0..<width {
                                    let word = token.parts.reduce(Float(0)) {
                                        $0 + $1.share * words[$1.token * width + j]
                                    }
                                    sum[i] = word + kind[j] + positions[place * width + j]
                                    i += 1
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// x = norm(x + attention(x)); x = norm(x + dense(gelu(dense(x)))).
private struct TextLayer: Sendable {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let attended: Linear
    private let attendedNorm: LayerNorm
    private let feedforward: FeedForward
    private let heads: Int

    init(_ scope: WeightScope, _ config: TextConfig) throws {
        let (width, inner) = (config.width, config.intermediate)
        let attention = scope["attention"]
        let own = attention["self"]
        query = try Linear(own["query"], inputs: width, outputs: width)
        key = try Linear(own["key"], inputs: width, outputs: width)
        value = try Linear(own["value"], inputs: width, outputs: width)
        attended = try Linear(attention["output"]["dense"], inputs: width, outputs: width)
        attendedNorm = try LayerNorm(attention["output"]["LayerNorm"], width: width)
        let output = scope["output"]
        feedforward = FeedForward(
            try Linear(scope["intermediate"]["dense"], inputs: width, outputs: inner),
            try Linear(output["dense"], inputs: inner, outputs: width), activation: .gelu,
            norm: try LayerNorm(output["LayerNorm"], width: width))
        heads = config.heads
    }

    func release() {
        for linear in [query, key, value, attended] { linear.release() }
        feedforward.release()
    }

    func callAsFunction(_ x: Tensor, excluded: [Bool], on compute: Compute) -> Tensor {
        let seen = compute.attention(
            query: query(x, on: compute), key: key(x, on: compute), value: value(x, on: compute),
            heads: heads, excluded: excluded)
        return feedforward(
            attendedNorm(attended(seen, on: compute), residual: x, on: compute), on: compute)
    }
}

/// Sums a text up in one vector: tanh(linear(first word)).
///
/// Weights: `dense`.
struct Pooler: Sendable {
    private let dense: Linear

    init(_ scope: WeightScope, width: Int) throws {
        dense = try Linear(scope["dense"], inputs: width, outputs: width)
    }

    /// - `words`: `[batch, length, width]`. Result: `[batch, width]`.
    func callAsFunction(_ words: Tensor, on compute: Compute) -> Tensor {
        let (batch, line) = (words.shape[0], words.shape[1] * words.shape[2])
        let width = words.shape[2]
        let first = Tensor.filled([batch, width]) { first in
            words.withUnsafeBuffer { words in
                for i in first.indices { first[i] = words[i / width * line + i % width] }
            }
        }
        return compute.tanh(dense(first, on: compute))
    }
}

/// Brings text features to the width of the image's: linear, then norm with epsilon 1e-12.
///
/// Weights: `fc`, `layer_norm`.
package struct Resizer: Sendable {
    private let linear: Linear
    private let norm: LayerNorm

    package init(_ scope: WeightScope, inputs: Int, outputs: Int) throws {
        linear = try Linear(scope["fc"], inputs: inputs, outputs: outputs)
        norm = try LayerNorm(scope["layer_norm"], width: outputs, epsilon: 1e-12)
    }

    package func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        norm(linear(x, on: compute), on: compute)
    }
}
