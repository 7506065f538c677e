import Tensors
import Weights

/// Group normalisation of each image (Wu and He, arXiv:1803.08494), epsilon 1e-5.
///
/// Weights: `weight`, `bias`, both `[channels]`.
package struct GroupNorm: Sendable {
    private let weight: Tensor
    private let bias: Tensor
    private let groups: Int

    package init(_ scope: WeightScope, channels: Int, groups: Int) throws {
        self.init(
            weight: try scope.tensor("weight", [channels]),
            bias: try scope.tensor("bias", [channels]), groups: groups)
    }

    private init(weight: Tensor, bias: Tensor, groups: Int) {
        self.weight = weight
        self.bias = bias
        self.groups = groups
    }

    /// - `x`: `[n, height, width, channels]`, the shape of the result.
    package func callAsFunction(
        _ x: Tensor, activation: Activation = .none, on compute: Compute
    ) -> Tensor {
        compute.groupNorm(
            x, groups: groups, weight: weight, bias: bias, epsilon: 1e-5, activation: activation)
    }

    /// The normalisation whose result is that of this one · (1 + scale) + shift.
    func modulated(scale: ArraySlice<Float>, shift: ArraySlice<Float>) -> GroupNorm {
        let count = weight.count
        precondition(
            scale.count == count && shift.count == count,
            "\(scale.count) scales, \(shift.count) shifts for \(count) channels")
        let modulate = { (values: [Float]) in zip(values, scale).map { $0 * (1 + $1) } }
        let moved = zip(modulate(bias.values), shift).map { $0 + $1 }
        return GroupNorm(
            weight: Tensor(shape: [count], values: modulate(weight.values)),
            bias: Tensor(shape: [count], values: moved), groups: groups)
    }
}
