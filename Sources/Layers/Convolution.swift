import Tensors
import Weights

/// A convolution over `[n, height, width, channels]`, zeros outside.
///
/// Weights: `weight` `[outputs, channels, kernel, kernel]`, and `bias` `[outputs]` where it has one.
package struct Convolution: Sendable {
    private let packed: PackedConvolution

    /// - `padding`: nil for half the kernel, which keeps the size at stride 1.
    package init(
        _ scope: WeightScope, channels: Int, outputs: Int, kernel: Int, stride: Int = 1,
        padding: Int? = nil, bias: Bool
    ) throws {
        packed = scope.compute.pack(
            convolution: try scope.tensor("weight", [outputs, channels, kernel, kernel]),
            bias: bias ? try scope.tensor("bias", [outputs]) : nil,
            stride: stride, padding: padding ?? kernel / 2)
    }

    /// A convolution with weights at hand.
    ///
    /// - `weight`: `[outputs, channels, kernel, kernel]`; `bias`: `[outputs]`.
    package init(
        weight: Tensor, bias: Tensor?, stride: Int, padding: Int, on compute: Compute
    ) {
        packed = compute.pack(convolution: weight, bias: bias, stride: stride, padding: padding)
    }

    /// A convolution without bias and the batch normalisation that follows it, made one at load:
    ///
    ///     scale = weight / √(running_var + 1e-5)
    ///     y = convolution(x) · scale + (bias - running_mean · scale)
    ///
    /// - `smallMaps`: maps will have so few cells (some 300) that Winograd's algorithm, whose weights
    ///   are four times as large, does not pay.
    ///
    /// Weights: `weight` in `scope`; `weight`, `bias`, `running_mean`, `running_var` in `norm`.
    package init(
        _ scope: WeightScope, frozen norm: WeightScope, channels: Int, outputs: Int, kernel: Int,
        stride: Int = 1, smallMaps: Bool = false
    ) throws {
        let weight = try scope.tensor("weight", [outputs, channels, kernel, kernel])
        let gain = try norm.tensor("weight", [outputs]).values
        let shift = try norm.tensor("bias", [outputs]).values
        let mean = try norm.tensor("running_mean", [outputs]).values
        let variance = try norm.tensor("running_var", [outputs]).values
        let scale = zip(gain, variance).map { Double($0) / (Double($1) + 1e-5).squareRoot() }
        let folded = Tensor.filled(weight.shape) { folded in
            let size = channels * kernel * kernel
            weight.withUnsafeBuffer { weight in
                for output in 0..<outputs {
                    for i in (output * size)..<((output + 1) * size) {
                        folded[i] = Float(Double(weight[i]) * scale[output])
                    }
                }
            }
        }
        let bias = (0..<outputs).map { Float(Double(shift[$0]) - Double(mean[$0]) * scale[$0]) }
        packed = scope.compute.pack(
            convolution: folded, bias: Tensor(shape: [outputs], values: bias), stride: stride,
            padding: kernel / 2, algorithm: smallMaps && kernel > 1 ? .gathered : nil)
    }

    /// - `residual`: the shape of the result; added before the activation.
    package func callAsFunction(
        _ x: Tensor, activation: Activation = .none, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.convolution(x, packed, activation: activation, residual: residual)
    }
}

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
