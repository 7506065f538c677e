import Tensors

/// Expansion, one filter per channel, projection (Sandler et al., MobileNetV2, arXiv:1801.04381), a
/// few lines at a time; without the expansion a depthwise separable convolution.
package struct InvertedResidual: Sendable {
    private let expansion: Convolution?
    private let filter: Convolution
    private let projection: Convolution
    private let hidden: Activation
    private let activation: Activation

    /// - `expansion`, `projection`: 1×1; `filter`: one per channel.
    /// - `hidden`: applied behind expansion and filter; `activation`: behind the projection.
    package init(
        expansion: Convolution? = nil, filter: Convolution, projection: Convolution,
        hidden: Activation, activation: Activation = .none
    ) {
        self.expansion = expansion
        self.filter = filter
        self.projection = projection
        self.hidden = hidden
        self.activation = activation
    }

    /// - `x`: `[n, height, width, channels]`.
    /// - `residual`: the shape of the result; added before the last activation.
    package func callAsFunction(
        _ x: Tensor, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.invertedResidual(
            x, expansion: expansion?.packed, filter: filter.packed, projection: projection.packed,
            hidden: hidden, activation: activation, residual: residual)
    }
}
