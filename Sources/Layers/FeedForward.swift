import Tensors
import Weights

/// residual + narrowing(activation(widening(x))), normalised where it has a norm.
package struct FeedForward: Sendable {
    private let widening: Linear
    private let narrowing: Linear
    private let activation: Activation
    private let norm: LayerNorm?

    package init(
        _ widening: Linear, _ narrowing: Linear, activation: Activation, norm: LayerNorm? = nil
    ) {
        self.widening = widening
        self.narrowing = narrowing
        self.activation = activation
        self.norm = norm
    }

    /// With ReLU and a norm, as DETR's layers have it (Carion et al., arXiv:2005.12872).
    ///
    /// Weights: `linear1`, `linear2`, and the norm's.
    package init(_ scope: WeightScope, norm: String, width: Int, inner: Int) throws {
        self.init(
            try Linear(scope["linear1"], inputs: width, outputs: inner),
            try Linear(scope["linear2"], inputs: inner, outputs: width), activation: .relu,
            norm: try LayerNorm(scope[norm], width: width))
    }

    /// Frees the packed weights where they can be made again: of a layer that rests for long.
    package func release() {
        widening.release()
        narrowing.release()
    }

    /// - `x`: `[..., inputs]`; `residual` and the result: `[..., outputs]`, x itself where it is nil.
    package func callAsFunction(
        _ x: Tensor, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.feedForward(
            x, widening: widening.packed, narrowing: narrowing.packed, inner: .each(activation),
            residual: residual ?? x, norm: norm?.weights)
    }
}
