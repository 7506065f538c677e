import Tensors
import Weights

/// Attention of few queries to very many keys that are their own values, named as
/// `MultiHeadAttention`. The keys' projections are taken into the queries, and the values' behind the
/// sum, so that no projection of the keys is ever stored:
///
///     softmax((W_q x) · (W_k c)) W_v c = W_v softmax((W_kᵀ W_q x) · c) c
///
/// The key's bias adds the same to all scores of a query, and nothing to their softmax.
package struct AbsorbedAttention: Sendable {
    private let query: Linear
    /// For each head: what its part of a query looks for in an unprojected key.
    private let sought: [Linear]
    /// For each head: its part of the values.
    private let values: [Linear]
    private let output: Linear
    private let width: Int

    package init(_ scope: WeightScope, width: Int, heads: Int) throws {
        let weights = try MultiHeadAttention.Weights(scope, width: width)
        let pack = { (weight: Tensor, bias: Tensor?) in
            Linear(
                scope.compute.pack(linear: weight, bias: bias, precision: weights.precision))
        }
        let asking = weights.rows(of: .query)
        query = pack(asking.weight, asking.bias)
        // Scores are divided by the root of the width, and should be by that of a head's.
        let scale = Float(heads).squareRoot()
        sought = (0..<heads).map { head in
            let key = weights.rows(of: .key, head: head, of: heads)
            return pack(key.weight.transposed(times: scale), nil)
        }
        values = (0..<heads).map { head in
            let value = weights.rows(of: .value, head: head, of: heads)
            return pack(value.weight, value.bias)
        }
        output = pack(weights.output, weights.outputBias)
        self.width = width
    }

    /// - `x`: queries, `[1, queries, width]`, the shape of the result.
    /// - `keys`: `[1, keys, width]`.
    package func callAsFunction(_ x: Tensor, _ keys: Tensor, on compute: Compute) -> Tensor {
        precondition(x.shape[0] == 1 && keys.shape[0] == 1, "\(x.shape) to \(keys.shape)")
        let queries = x.shape[1]
        let dimension = width / values.count
        let asked = query(x, on: compute).reshaped([queries, width])
        let looking = sought.enumerated().map { head, sought in
            sought(asked.channels(head * dimension..<(head + 1) * dimension), on: compute)
        }
        let seen = compute.attention(
            query: compute.concatenate(looking, axis: 0).reshaped([
                1, looking.count * queries, width,
            ]),
            key: keys, value: keys, heads: 1, excluded: nil
        ).reshaped([looking.count * queries, width])
        var joined = [Float](repeating: 0, count: queries * width)
        for (head, value) in values.enumerated() {
            let found = value(seen.rows(head * queries..<(head + 1) * queries), on: compute).values
            for (place, number) in found.enumerated() {
                joined[place / dimension * width + head * dimension + place % dimension] = number
            }
        }
        return output(Tensor(shape: x.shape, values: joined), on: compute)
    }
}
