import Layers
import Tensors
import Weights

/// RoBERTa (Liu et al., arXiv:1907.11692): a transformer encoder over tokens, normalised after
/// every sub-layer.
///
/// Weights as in Hugging Face's `RobertaModel`: `embeddings.*`, `encoder.layer.N.*`, `pooler.dense`.
struct TextEncoder: Sendable {
    /// Token that fills short texts up.
    static let padding = TokenMixture(1)

    /// Position of padding; the text's own follow it.
    private static let firstPosition = 1

    private let words: Tensor
    private let positions: Tensor
    private let kind: Tensor
    private let norm: LayerNorm
    private let layers: [TextLayer]
    private let pooler: Linear

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        let width = config.textHidden
        let embeddings = scope["embeddings"]
        words = try embeddings["word_embeddings"].tensor("weight", [config.vocabulary, width])
        positions = try embeddings["position_embeddings"].tensor(
            "weight", [config.positions, width])
        kind = try embeddings["token_type_embeddings"].tensor("weight", [1, width])
        norm = try LayerNorm(embeddings["LayerNorm"], width: width)
        layers = try (0..<config.textLayers).map {
            try TextLayer(scope["encoder"]["layer"][$0], config)
        }
        pooler = try Linear(scope["pooler"]["dense"], inputs: width, outputs: width)
    }

    /// - `tokens`: `[batch][length]`, filled up with `padding`.
    /// - `excluded`: true for padding, flat.
    /// - Result: words `[batch, length, width]` and sentence `[batch, width]`, which is
    ///   tanh(pooler(first word)).
    func callAsFunction(
        _ tokens: [[TokenMixture]], excluded: [Bool], on compute: Compute, _ stages: StageRecorder?
    ) -> (words: Tensor, sentence: Tensor) {
        let (batch, length, width) = (tokens.count, tokens[0].count, words.shape[1])
        var x = norm(embed(tokens), on: compute)
        stages?.record("text.embeddings", x)
        for (index, layer) in layers.enumerated() {
            x = layer(x, excluded: excluded, on: compute)
            stages?.record("text.layer.\(index)", x)
        }
        stages?.record("text.last_hidden", x)
        let lines = x.reshaped([batch, length * width])
        let first = Tensor.filled([batch, width]) { first in
            lines.withUnsafeBuffer { lines in
                for line in 0..<batch {
                    for i in 0..<width {
                        first[line * width + i] = lines[line * length * width + i]
                    }
                }
            }
        }
        let sentence = compute.tanh(pooler(first, on: compute))
        stages?.record("text.pooler", sentence)
        return (x, sentence)
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
    private let intermediate: Linear
    private let output: Linear
    private let outputNorm: LayerNorm
    private let heads: Int

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        let (width, inner) = (config.textHidden, config.textIntermediate)
        let attention = scope["attention"]
        let own = attention["self"]
        query = try Linear(own["query"], inputs: width, outputs: width)
        key = try Linear(own["key"], inputs: width, outputs: width)
        value = try Linear(own["value"], inputs: width, outputs: width)
        attended = try Linear(attention["output"]["dense"], inputs: width, outputs: width)
        attendedNorm = try LayerNorm(attention["output"]["LayerNorm"], width: width)
        intermediate = try Linear(scope["intermediate"]["dense"], inputs: width, outputs: inner)
        output = try Linear(scope["output"]["dense"], inputs: inner, outputs: width)
        outputNorm = try LayerNorm(scope["output"]["LayerNorm"], width: width)
        heads = config.textHeads
    }

    func callAsFunction(_ x: Tensor, excluded: [Bool], on compute: Compute) -> Tensor {
        let seen = compute.attention(
            query: query(x, on: compute), key: key(x, on: compute), value: value(x, on: compute),
            heads: heads, excluded: excluded)
        let y = attendedNorm(attended(seen, on: compute), residual: x, on: compute)
        let inner = intermediate(y, activation: .gelu, on: compute)
        return outputNorm(output(inner, on: compute), residual: y, on: compute)
    }
}

/// Brings text features to the width of the image's: linear, then norm with epsilon 1e-12.
struct Resizer: Sendable {
    private let linear: Linear
    private let norm: LayerNorm

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        linear = try Linear(scope["fc"], inputs: config.textHidden, outputs: config.hidden)
        norm = try LayerNorm(scope["layer_norm"], width: config.hidden, epsilon: 1e-12)
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        norm(linear(x, on: compute), on: compute)
    }
}
