import Tensors
import Weights

/// A batch normalisation whose statistics stand still (Ioffe and Szegedy, arXiv:1502.03167), to be
/// made one with the convolution before it:
///
///     scale = weight / √(running_var + epsilon)
///     y = x · scale + (bias - running_mean · scale)
///
/// Weights: `weight`, `bias`, `running_mean`, `running_var`, all `[channels]`.
struct FrozenBatchNorm {
    private let scale: [Double]
    /// `[channels]`: of the convolution that does both.
    let bias: Tensor

    init(_ scope: WeightScope, channels: Int, epsilon: Double) throws {
        let gain = try scope.tensor("weight", [channels]).values
        let shift = try scope.tensor("bias", [channels]).values
        let mean = try scope.tensor("running_mean", [channels]).values
        let variance = try scope.tensor("running_var", [channels]).values
        let scale = zip(gain, variance).map { Double($0) / (Double($1) + epsilon).squareRoot() }
        bias = Tensor(
            shape: [channels],
            values: (0..<channels).map { Float(Double(shift[$0]) - Double(mean[$0]) * scale[$0]) })
        self.scale = scale
    }

    /// The weight of the convolution that does both.
    ///
    /// - `weight`: `[channels, …]`, of one without bias.
    func folded(into weight: Tensor) -> Tensor {
        let size = weight.count / scale.count
        defer { weight.release() }
        return Tensor.filled(weight.shape, returned: true) { folded in
            weight.withUnsafeBuffer { weight in
                for channel in scale.indices {
                    for i in (channel * size)..<((channel + 1) * size) {
                        folded[i] = Float(Double(weight[i]) * scale[channel])
                    }
                }
            }
        }
    }
}
