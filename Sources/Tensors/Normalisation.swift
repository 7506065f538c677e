/// Weights of a layer normalisation (Ba et al., arXiv:1607.06450).
package struct Normalisation: Sendable {
    /// `[width]`
    package let weight: Tensor
    /// `[width]`
    package let bias: Tensor
    package let epsilon: Float

    package init(weight: Tensor, bias: Tensor, epsilon: Float) {
        precondition(
            weight.shape.count == 1 && bias.shape == weight.shape,
            "layer norm with weight \(weight.shape), bias \(bias.shape)")
        (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
    }
}
