import Layers
import Tensors
import Weights

/// norm(x + attend(query, key, value)).
///
/// Weights: the attention's under a name of its own, `norm`.
struct NormalizedAttention: Sendable {
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
