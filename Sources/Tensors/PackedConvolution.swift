/// Weights of a convolution in the order in which the kernels read them.
package struct PackedConvolution: Sendable {
    /// How a convolution is computed.
    package enum Algorithm: Sendable, Equatable {
        /// Kernel 1×1, stride 1: a plain matrix product.
        case pointwise
        /// A matrix product over windows that are gathered on the way.
        case gathered
        /// F(4×4, 3×3) of Lavin and Gray (arXiv:1509.09308): 36 products for 16 outputs.
        case winograd
        /// One filter per channel.
        case depthwise
        /// Any number of groups; plain, slow.
        case grouped
    }

    package let algorithm: Algorithm
    package let channels: Int
    package let outputs: Int
    package let kernelHeight: Int
    package let kernelWidth: Int
    package let stride: Int
    /// Zeros above a map and at its left.
    package let padding: Int
    /// Zeros below it and at its right.
    package let trailing: Int
    /// Step between what neighbouring weights of the kernel read.
    package let dilation: Int
    package let groups: Int
    let format: WeightFormat
    let weight: PackedStorage
    let bias: Storage?

    /// `[n, (height + padding + trailing - reach) / stride + 1, likewise, outputs]` for a map x, where
    /// reach = dilation · (kernel - 1) + 1.
    func outputShape(of x: Tensor) -> [Int] { outputShape(ofMap: x.shape) }

    /// The same of a map's shape.
    func outputShape(ofMap shape: [Int]) -> [Int] {
        precondition(
            shape.count == 4 && shape[3] == channels,
            "\(shape) into a convolution of \(channels) channels")
        let height = shape[1] + padding + trailing - dilation * (kernelHeight - 1) - 1
        let width = shape[2] + padding + trailing - dilation * (kernelWidth - 1) - 1
        precondition(height >= 0 && width >= 0, "\(shape) is smaller than the kernel")
        return [shape[0], height / stride + 1, width / stride + 1, outputs]
    }
}
