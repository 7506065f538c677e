import Tensors
import Weights

/// Attention of very many queries to few words, named as `MultiHeadAttention`. The queries' projection is taken
/// into the words, and that of what is read behind them, which makes of all a feed-forward network with a softmax
/// between and a channel for each head and word:
///
///     W_o Σ softmax(k · (W_q x + b)) v = (W_o v) softmax((W_qᵀ k) · x + k · b)
package struct WordAttention: Sendable {
    private let plain: MultiHeadAttention
    /// For each head: what its part of a key looks for in an unprojected query.
    private let sought: [Linear]
    /// For each head: what its part of a value adds to the output.
    private let told: [Linear]
    private let queryBias: [Float]
    private let outputBias: Tensor
    private let width: Int
    private let heads: Int
    private let precision: Precision

    package init(_ scope: WeightScope, width: Int, heads: Int) throws {
        let weights = try MultiHeadAttention.Weights(scope, width: width)
        plain = MultiHeadAttention(weights, heads: heads, on: scope.compute)
        let dimension = width / heads
        let scale = 1 / Float(dimension).squareRoot()
        let pack = { (weight: Tensor) in
            Linear(scope.compute.pack(linear: weight, bias: nil, precision: .fp32))
        }
        sought = (0..<heads).map { head in
            let query = weights.rows(of: .query, head: head, of: heads)
            return pack(query.weight.transposed(times: scale))
        }
        told = (0..<heads).map { head in
            pack(weights.output.channels(head * dimension..<(head + 1) * dimension))
        }
        queryBias = weights.rows(of: .query).bias.values.map { $0 * scale }
        outputBias = weights.outputBias
        (self.width, self.heads, precision) = (width, heads, scope.precision)
    }

    /// Words of one text, ready to be read by any number of queries.
    package struct Words: Sendable {
        fileprivate let projected: MultiHeadAttention.Projected
        fileprivate let excluded: [Bool]?
        /// nil where there are so many words that the projections themselves are less work.
        fileprivate let network: Network?
    }

    fileprivate struct Network: Sendable {
        let widening: PackedLinear
        let narrowing: PackedLinear
        let words: Int
    }

    /// - `keys`, `values`: `[texts, words, width]`.
    /// - `excluded`: `[texts · words]`, true for words that nobody may look at.
    /// - Result: one for each text.
    package func read(
        _ keys: Tensor, _ values: Tensor, excluded: [Bool]?, on compute: Compute
    ) -> [Words] {
        let all = plain.project(keys, values, on: compute)
        let count = keys.shape[1]
        return (0..<keys.shape[0]).map { text in
            let projected = all.elements(text..<text + 1)
            let excluded = excluded.map { Array($0[text * count..<(text + 1) * count]) }
            return Words(
                projected: projected, excluded: excluded,
                network: heads * count <= min(width, InnerActivation.most)
                    ? network(projected, excluded, on: compute) : nil)
        }
    }

    private func network(
        _ text: MultiHeadAttention.Projected, _ excluded: [Bool]?, on compute: Compute
    ) -> Network {
        let words = text.key.shape[1]
        let dimension = width / heads
        /// Each head's part of the words, through a layer of its own: `[heads · words, width]`.
        let through = { (layers: [Linear], x: Tensor) in
            let rows = x.reshaped([words, width])
            let parts = layers.enumerated().map { head, layer in
                layer(rows.channels(head * dimension..<(head + 1) * dimension), on: compute)
            }
            return compute.concatenate(parts, axis: 0)
        }
        let keys = text.key.values
        let bias = (0..<heads * words).map { place in
            let (head, word) = (place / words, place % words)
            if excluded?[word] == true { return Self.never }
            return (head * dimension..<(head + 1) * dimension).reduce(Float(0)) {
                $0 + queryBias[$1] * keys[word * width + $1]
            }
        }
        let channels = heads * words
        return Network(
            widening: compute.pack(
                linear: through(sought, text.key), bias: Tensor(shape: [channels], values: bias),
                precision: precision),
            narrowing: compute.pack(
                linear: through(told, text.value).transposed(), bias: outputBias,
                precision: precision), words: words)
    }

    /// Score of a word that nobody may look at: its exponential is nothing.
    private static let never: Float = -1e9

    /// norm(attention(x + added) + x).
    ///
    /// - `x`: `[..., width]`, the shape of the result.
    /// - `added`: `[..., width]`, the same for every so many rows of x.
    package func callAsFunction(
        _ x: Tensor, adding added: Tensor, _ words: Words, _ norm: LayerNorm, on compute: Compute
    ) -> Tensor {
        if let network = words.network {
            return compute.feedForward(
                x, adding: added, widening: network.widening, narrowing: network.narrowing,
                inner: .softmax(over: network.words), residual: x, norm: norm.weights)
        }
        let rows = x.count / width
        let cells = added.count / width
        let asking = compute.add(
            x.reshaped([rows / cells, cells, width]), added.reshaped([cells, width]))
        let read = plain.attend(
            asking.reshaped([1, rows, width]), words.projected, excluded: words.excluded,
            on: compute)
        return norm(read.reshaped(x.shape), residual: x, on: compute)
    }
}
