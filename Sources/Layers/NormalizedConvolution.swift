import Tensors
import Weights

/// A convolution and the group normalisation of its output.
package struct NormalizedConvolution: Sendable {
    private let convolution: Convolution
    private let norm: GroupNorm

    package init(_ convolution: Convolution, _ norm: GroupNorm) {
        self.convolution = convolution
        self.norm = norm
    }

    /// A convolution without bias that keeps its normalisation under `norm`, 8 groups, as the
    /// pixel decoder of ReferFormer names them.
    package init(_ scope: WeightScope, channels: Int, outputs: Int, kernel: Int) throws {
        convolution = try Convolution(
            scope, channels: channels, outputs: outputs, kernel: kernel, bias: false)
        norm = try GroupNorm(scope["norm"], channels: outputs, groups: 8)
    }

    /// - `x`: `[n, height, width, channels]`.
    package func callAsFunction(
        _ x: Tensor, activation: Activation = .none, on compute: Compute
    ) -> Tensor {
        norm(convolution(x, on: compute), activation: activation, on: compute)
    }

    /// The same with the normalised values taken further, channel by channel:
    /// activation(norm(convolution(x)) · (1 + scale) + shift), feature-wise linear modulation
    /// (Perez et al., arXiv:1709.07871).
    ///
    /// - `scale`, `shift`: `[outputs]`.
    package func callAsFunction(
        _ x: Tensor, scale: ArraySlice<Float>, shift: ArraySlice<Float>, activation: Activation,
        on compute: Compute
    ) -> Tensor {
        norm.modulated(scale: scale, shift: shift)(
            convolution(x, on: compute), activation: activation, on: compute)
    }
}
