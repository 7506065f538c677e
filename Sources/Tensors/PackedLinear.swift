/// Weights of a linear layer in the order in which the kernels read them.
package struct PackedLinear: Sendable {
    package let inputs: Int
    package let outputs: Int
    let format: WeightFormat
    let weight: PackedStorage
    let bias: Storage?

    /// `[outputs]`
    package var biasOrZeros: Tensor {
        bias.map { Tensor(shape: [outputs], storage: $0) } ?? Tensor(zeros: [outputs])
    }
}
