import CKernels

extension Compute {
    /// Layer normalisation over the last axis of x + residual (Ba et al., arXiv:1607.06450).
    ///
    /// - Parameters:
    ///   - x: `[..., width]`, the shape of `residual` and of the result
    ///   - norm: of width `width`
    package func layerNorm(
        _ x: Tensor, _ norm: Normalisation, residual: Tensor? = nil
    ) -> Tensor {
        let width = x.last
        precondition(
            norm.weight.shape == [width],
            "layer norm of \(x.shape) with weight \(norm.weight.shape)")
        precondition(
            residual == nil || residual?.shape == x.shape,
            "residual of shape \(residual?.shape ?? []) beside \(x.shape)")
        let output = result(x.shape)
        let task = ck_layer_norm(
            input: x.pointer, residual: residual?.pointer, weight: norm.weight.pointer,
            bias: norm.bias.pointer, output: output.storage.floats, columns: width,
            epsilon: norm.epsilon)
        run(kernels.layer_norm, task, units: x.leading, cost: 4 * width)
        withExtendedLifetime((x, residual, norm)) {}
        return output
    }

    /// Group normalisation of each image (Wu and He, arXiv:1803.08494).
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`, the shape of the result
    ///   - weight: `[channels]`
    ///   - bias: `[channels]`
    package func groupNorm(
        _ x: Tensor, groups: Int, weight: Tensor, bias: Tensor, epsilon: Float,
        activation: Activation = .none
    ) -> Tensor {
        let channels = x.last
        precondition(
            x.shape.count >= 2 && groups > 0 && channels % groups == 0,
            "group norm of \(x.shape) in \(groups) groups")
        precondition(
            weight.shape == [channels] && bias.shape == [channels],
            "group norm of \(x.shape) with weight \(weight.shape), bias \(bias.shape)")
        let batch = x.shape[0]
        let rows = x.shape[1..<(x.shape.count - 1)].reduce(1, *)
        let output = result(x.shape)
        guard output.count > 0 else { return output }
        let rowBlock = 64
        let units = batch * ((rows + rowBlock - 1) / rowBlock)
        let partial = Storage(count: units * 2 * channels, recycler: recycler)
        let scaleShift = Storage(count: batch * 2 * channels, recycler: recycler)
        var task = ck_group_norm(
            input: x.pointer, weight: weight.pointer, bias: bias.pointer,
            partial: partial.floats, scale_shift: scaleShift.floats,
            output: output.storage.floats, batch: batch, rows: rows, channels: channels,
            groups: groups, row_block: rowBlock, activation: activation.code, epsilon: epsilon)
        run(kernels.group_norm_statistics, task, units: units, cost: 2 * rowBlock * channels)
        ck_group_norm_combine(&task)
        run(kernels.group_norm_apply, task, units: units, cost: 2 * rowBlock * channels)
        withExtendedLifetime((x, weight, bias, partial, scaleShift)) {}
        return output
    }

    /// exp(x) over its sum along the last axis.
    package func softmax(_ x: Tensor) -> Tensor {
        let output = result(x.shape)
        let task = ck_softmax(
            input: x.pointer, output: output.storage.floats, columns: x.last)
        run(kernels.softmax, task, units: x.leading, cost: 8 * x.last)
        withExtendedLifetime(x) {}
        return output
    }
}
