import CKernels

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

extension Compute {
    /// norm(narrowing(activation(widening(x))) + residual), some rows at a time, so that what lies between is
    /// never in memory as a whole.
    ///
    /// - Parameters:
    ///   - x: `[..., inputs]`
    ///   - residual: `[..., outputs]`
    ///   - norm: nil where the sum stays as it is
    /// - Returns: `[..., outputs]`
    package func feedForward(
        _ x: Tensor, widening: PackedLinear, narrowing: PackedLinear, activation: Activation,
        residual: Tensor, norm: Normalisation? = nil
    ) -> Tensor {
        precondition(
            x.last == widening.inputs && widening.outputs == narrowing.inputs
                && residual.last == narrowing.outputs && residual.leading == x.leading
                && norm.map { $0.weight.shape == [narrowing.outputs] } ?? true,
            "\(x.shape) and \(residual.shape) through \(widening.inputs), \(widening.outputs) and "
                + "\(narrowing.outputs) channels")
        guard let rows = rowsAtOnce(of: x.leading) else {
            let inner = linear(x, widening, activation: activation)
            let sum = linear(inner, narrowing, residual: residual)
            return norm.map { layerNorm(sum, $0) } ?? sum
        }
        let output = result(residual.shape)
        let (wide, narrow) = (widening.weight.storage, narrowing.weight.storage)
        var task = ck_feed_forward(
            input: x.pointer, widening: wide.floats, narrowing: narrow.floats,
            widening_numbers: widening.format.code, narrowing_numbers: narrowing.format.code,
            widening_bias: widening.bias?.floats, narrowing_bias: narrowing.bias?.floats,
            residual: residual.pointer, norm_weight: norm?.weight.pointer,
            norm_bias: norm?.bias.pointer, norm_epsilon: norm?.epsilon ?? 0,
            output: output.storage.floats, rows: x.leading, inputs: widening.inputs,
            hidden: widening.outputs, outputs: narrowing.outputs, activation: activation.code,
            row_block: rows)
        let weights = widening.outputs * (widening.inputs + narrowing.outputs)
        run(
            kernels.matrix.feed_forward, task, units: (x.leading + rows - 1) / rows,
            cost: 2 * rows * weights, scratch: kernels.matrix.feed_forward_scratch(&task),
            products: x.leading * weights)
        withExtendedLifetime((x, wide, narrow, residual, norm)) {}
        withExtendedLifetime((widening.bias, narrowing.bias)) {}
        return output
    }

    /// Rows of a block: few enough that what lies between stays in a core's own cache, enough that the weights are
    /// worth reading; nil where there are too few of them for that.
    private func rowsAtOnce(of rows: Int) -> Int? {
        let strips = min(10, rows / kernels.matrix.strip / 8)
        return strips < 4 ? nil : strips * kernels.matrix.strip
    }
}
