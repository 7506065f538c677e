import Tensors
import Weights

/// Layer normalisation over the last axis (Ba et al., arXiv:1607.06450).
///
/// Weights: `weight`, `bias`, both `[width]`.
package struct LayerNorm: Sendable {
    let weights: Normalisation

    package init(_ scope: WeightScope, width: Int, epsilon: Float = 1e-5) throws {
        weights = Normalisation(
            weight: try scope.tensor("weight", [width]), bias: try scope.tensor("bias", [width]),
            epsilon: epsilon)
    }

    /// norm(x + residual), all `[..., width]`.
    package func callAsFunction(
        _ x: Tensor, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.layerNorm(x, weights, residual: residual)
    }
}
