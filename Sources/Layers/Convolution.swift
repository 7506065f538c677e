import Tensors
import Weights

/// A convolution over `[n, height, width, channels]`, zeros outside.
///
/// Weights: `weight` `[outputs, channels / groups, kernel, kernel]`, and `bias` `[outputs]` where it has one.
package struct Convolution: Sendable {
    let packed: PackedConvolution

    /// - `padding`: nil for half of what the kernel reaches over, which keeps the size at stride 1.
    /// - `dilation`: step between what neighbouring weights of the kernel read.
    package init(
        _ scope: WeightScope, channels: Int, outputs: Int, kernel: Int, stride: Int = 1,
        padding: Int? = nil, dilation: Int = 1, groups: Int = 1, bias: Bool
    ) throws {
        packed = scope.compute.pack(
            convolution: try scope.tensor(
                "weight", [outputs, channels / groups, kernel, kernel]),
            bias: bias ? try scope.tensor("bias", [outputs]) : nil,
            stride: stride, padding: padding ?? kernel / 2 * dilation, dilation: dilation,
            groups: groups, precision: scope.precision)
    }

    /// A convolution with weights at hand.
    ///
    /// - `weight`: `[outputs, channels, kernel, kernel]`; `bias`: `[outputs]`.
    package init(
        weight: Tensor, bias: Tensor?, stride: Int, padding: Int, on compute: Compute
    ) {
        packed = compute.pack(convolution: weight, bias: bias, stride: stride, padding: padding)
    }

    /// A convolution without bias and the batch normalisation that follows it, made one at load.
    ///
    /// - `padding`: zeros above the map and at its left, nil for half the kernel; `trailing`: zeros
    ///   below it and at its right, nil for as many.
    /// - `groups`: as many as channels for one filter per channel.
    /// - `smallMaps`: maps will have so few cells (some 300) that Winograd's algorithm, whose weights
    ///   are four times as large, does not pay.
    ///
    /// Weights: `weight` in `scope`; those of `FrozenBatchNorm` in `norm`.
    package init(
        _ scope: WeightScope, frozen norm: WeightScope, channels: Int, outputs: Int, kernel: Int,
        stride: Int = 1, padding: Int? = nil, trailing: Int? = nil, groups: Int = 1,
        epsilon: Double = 1e-5, smallMaps: Bool = false
    ) throws {
        let weight = try scope.tensor("weight", [outputs, channels / groups, kernel, kernel])
        let norm = try FrozenBatchNorm(norm, channels: outputs, epsilon: epsilon)
        packed = scope.compute.pack(
            convolution: norm.folded(into: weight), bias: norm.bias, stride: stride,
            padding: padding ?? kernel / 2, trailing: trailing, groups: groups,
            algorithm: smallMaps && kernel > 1 ? .gathered : nil, precision: scope.precision)
    }

    /// - `residual`: the shape of the result; added before the activation.
    package func callAsFunction(
        _ x: Tensor, activation: Activation = .none, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.convolution(x, packed, activation: activation, residual: residual)
    }

    /// activation(convolution(x)) + residual.
    ///
    /// - `halved`: whether of every two by two pixels the largest is kept; both sides must be even.
    package func sum(
        of residual: Tensor, and x: Tensor, activation: Activation, halved: Bool,
        on compute: Compute
    ) -> Tensor {
        compute.sum(of: residual, and: x, packed, activation: activation, halved: halved)
    }
}
