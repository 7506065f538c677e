import CKernels

/// What happens between the two layers of a feed-forward network.
package enum InnerActivation: Sendable {
    case each(Activation)
    /// Over every so many neighbours: attention to as many keys.
    case softmax(over: Int)

    /// Channels at most, where neighbours belong together.
    package static let most = Int(ck_longest_group)

    fileprivate var activation: Activation {
        if case .each(let activation) = self { activation } else { .none }
    }

    fileprivate var neighbours: Int {
        if case .softmax(let count) = self { count } else { 0 }
    }

    fileprivate func fits(_ channels: Int) -> Bool {
        switch self {
        case .each: true
        case .softmax(let count): count > 0 && channels % count == 0 && channels <= Self.most
        }
    }
}

extension Compute {
    /// norm(narrowing(inner(widening(x + added))) + residual), some rows at a time, so that what lies between is
    /// never in memory as a whole.
    ///
    /// - Parameters:
    ///   - x: `[..., inputs]`
    ///   - added: `[..., inputs]`, the same for every so many rows of x
    ///   - residual: `[..., outputs]`
    ///   - norm: nil where the sum stays as it is
    /// - Returns: `[..., outputs]`
    package func feedForward(
        _ x: Tensor, adding added: Tensor? = nil, widening: PackedLinear,
        narrowing: PackedLinear, inner: InnerActivation, residual: Tensor,
        norm: Normalisation? = nil
    ) -> Tensor {
        precondition(
            x.last == widening.inputs && widening.outputs == narrowing.inputs
                && residual.last == narrowing.outputs && residual.leading == x.leading
                && added.map { $0.last == x.last && x.leading % $0.leading == 0 } ?? true
                && inner.fits(widening.outputs)
                && norm.map { $0.weight.shape == [narrowing.outputs] } ?? true,
            "\(x.shape) and \(residual.shape) through \(widening.inputs), \(widening.outputs) and "
                + "\(narrowing.outputs) channels")
        guard let rows = rowsAtOnce(of: x.leading) else {
            let placed = added.map { added in
                let count = added.leading
                return add(
                    x.reshaped([x.leading / count, count, x.last]),
                    added.reshaped([count, x.last])
                ).reshaped(x.shape)
            }
            var between = linear(placed ?? x, widening, activation: inner.activation)
            if case .softmax(let count) = inner {
                between = softmax(between.reshaped([between.count / count, count]))
                    .reshaped(between.shape)
            }
            let sum = linear(between, narrowing, residual: residual)
            return norm.map { layerNorm(sum, $0) } ?? sum
        }
        let output = result(residual.shape)
        let (wide, narrow) = (widening.weight.storage, narrowing.weight.storage)
        var task = ck_feed_forward(
            input: x.pointer, added: added?.pointer, added_rows: added?.leading ?? 1,
            widening: wide.floats, narrowing: narrow.floats,
            widening_numbers: widening.format.code, narrowing_numbers: narrowing.format.code,
            widening_bias: widening.bias?.floats, narrowing_bias: narrowing.bias?.floats,
            residual: residual.pointer, norm_weight: norm?.weight.pointer,
            norm_bias: norm?.bias.pointer, norm_epsilon: norm?.epsilon ?? 0,
            output: output.storage.floats, rows: x.leading, inputs: widening.inputs,
            hidden: widening.outputs, outputs: narrowing.outputs, activation: inner.activation.code,
            softmax_over: inner.neighbours, row_block: rows)
        let weights = widening.outputs * (widening.inputs + narrowing.outputs)
        run(
            kernels.matrix.feed_forward, task, units: (x.leading + rows - 1) / rows,
            cost: 2 * rows * weights, scratch: kernels.matrix.feed_forward_scratch(&task),
            products: x.leading * weights)
        withExtendedLifetime((x, added, wide, narrow, residual, norm)) {}
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
