import Tensors
import Weights

/// Attention of several heads (Vaswani et al., arXiv:1706.03762, 3.2), named as PyTorch names it.
///
/// Weights: `in_proj_weight` `[3 · width, width]` and `in_proj_bias`, rows of query, key, value one
/// after another; `out_proj.weight`, `out_proj.bias`.
package struct MultiHeadAttention: Sendable {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let heads: Int

    package init(_ scope: WeightScope, width: Int, heads: Int) throws {
        self.init(try Weights(scope, width: width), heads: heads, on: scope.compute)
    }

    init(_ weights: Weights, heads: Int, on compute: Compute) {
        let layer = { (part: Weights.Part) in
            let (weight, bias) = weights.rows(of: part)
            return Linear(
                compute.pack(linear: weight, bias: bias, precision: weights.precision))
        }
        (query, key, value) = (layer(.query), layer(.key), layer(.value))
        output = Linear(
            compute.pack(
                linear: weights.output, bias: weights.outputBias, precision: weights.precision))
        self.heads = heads
    }

    /// As they lie in a file.
    struct Weights {
        /// What `in_proj` makes, in its order.
        enum Part: Int {
            case query, key, value
        }

        /// `[3 · width, width]`
        private let inputs: Tensor
        /// `[3 · width]`
        private let biases: Tensor
        /// `[width, width]`
        let output: Tensor
        /// `[width]`
        let outputBias: Tensor
        let precision: Precision

        init(_ scope: WeightScope, width: Int) throws {
            inputs = try scope.tensor("in_proj_weight", [3 * width, width])
            biases = try scope.tensor("in_proj_bias", [3 * width])
            output = try scope["out_proj"].tensor("weight", [width, width])
            outputBias = try scope["out_proj"].tensor("bias", [width])
            precision = scope.precision
        }

        private var width: Int { output.shape[0] }

        /// What makes queries, keys or values: `[width, width]` and `[width]`.
        func rows(of part: Part) -> (weight: Tensor, bias: Tensor) {
            rows(of: part, head: 0, of: 1)
        }

        /// The same for one head: `[width / heads, width]` and `[width / heads]`.
        func rows(of part: Part, head: Int, of heads: Int) -> (weight: Tensor, bias: Tensor) {
            let dimension = width / heads
            let first = part.rawValue * width + head * dimension
            return (
                inputs.rows(first..<first + dimension), biases.rows(first..<first + dimension)
            )
        }
    }

    /// - `query`: `[batch, queries, width]`, the shape of the result.
    /// - `key`, `value`: `[batch, keys, width]`.
    /// - `excluded`: `[batch · keys]`, true for keys that nobody may look at.
    package func callAsFunction(
        _ query: Tensor, _ key: Tensor, _ value: Tensor, excluded: [Bool]? = nil,
        on compute: Compute
    ) -> Tensor {
        attend(query, project(key, value, on: compute), excluded: excluded, on: compute)
    }

    /// Keys and values after their projections, for use with several queries.
    package struct Projected: Sendable {
        let key: Tensor
        let value: Tensor

        /// Those of some elements of the batch.
        package func elements(_ range: Range<Int>) -> Projected {
            Projected(key: key.rows(range), value: value.rows(range))
        }
    }

    /// Projects keys and values, both `[batch, keys, width]`.
    package func project(_ key: Tensor, _ value: Tensor, on compute: Compute) -> Projected {
        Projected(key: self.key(key, on: compute), value: self.value(value, on: compute))
    }

    /// Attends to what was projected before.
    package func attend(
        _ query: Tensor, _ projected: Projected, excluded: [Bool]?, on compute: Compute
    ) -> Tensor {
        let attended = compute.attention(
            query: self.query(query, on: compute), key: projected.key, value: projected.value,
            heads: heads, excluded: excluded)
        return output(attended, on: compute)
    }
}
