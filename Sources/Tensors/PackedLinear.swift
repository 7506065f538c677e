/// Weights of a linear layer in the order in which the kernels read them.
package struct PackedLinear: Sendable {
    package let inputs: Int
    package let outputs: Int
    let format: WeightFormat
    let weight: PackedStorage
    let bias: Storage?

    /// Packs at once, where what is packed would need more memory for as long as it waits.
    package func packed() -> PackedLinear {
        _ = weight.storage
        return self
    }

    /// Frees the packed weights where they can be made again: of a layer that rests for long.
    package func release() { weight.release() }

    /// `[outputs]`
    package var biasOrZeros: Tensor {
        bias.map { Tensor(shape: [outputs], storage: $0) } ?? Tensor(zeros: [outputs])
    }
}
