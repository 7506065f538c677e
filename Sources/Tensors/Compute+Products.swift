import CKernels

extension Compute {
    /// activation(x · weightᵀ + bias + residual).
    ///
    /// - Parameters:
    ///   - x: `[..., inputs]`
    ///   - residual: `[..., outputs]`
    /// - Returns: `[..., outputs]`
    package func linear(
        _ x: Tensor, _ weights: PackedLinear, activation: Activation = .none,
        residual: Tensor? = nil
    ) -> Tensor {
        precondition(x.last == weights.inputs, "\(x.shape) into \(weights.inputs) inputs")
        let output = result(x.shape.dropLast() + [weights.outputs])
        product(
            x, weights.weight, weights.bias, rows: x.leading, inputs: weights.inputs,
            outputs: weights.outputs, activation: activation, residual: residual, into: output)
        return output
    }

    /// activation(convolution(x) + bias + residual), zeros outside the map.
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`
    ///   - residual: the shape of the result
    /// - Returns: `[n, (height + 2 · padding - kernel) / stride + 1, likewise, outputs]`
    package func convolution(
        _ x: Tensor, _ weights: PackedConvolution, activation: Activation = .none,
        residual: Tensor? = nil
    ) -> Tensor {
        precondition(
            x.shape.count == 4 && x.last == weights.channels,
            "\(x.shape) into a convolution of \(weights.channels) channels")
        let (batch, height, width) = (x.shape[0], x.shape[1], x.shape[2])
        let (outputHeight, outputWidth) = (
            (height + 2 * weights.padding - weights.kernelHeight) / weights.stride + 1,
            (width + 2 * weights.padding - weights.kernelWidth) / weights.stride + 1
        )
        precondition(
            height + 2 * weights.padding >= weights.kernelHeight
                && width + 2 * weights.padding >= weights.kernelWidth,
            "\(x.shape) is smaller than the kernel")
        let output = result([batch, outputHeight, outputWidth, weights.outputs])
        guard output.count > 0 else { return output }
        if weights.algorithm == .pointwise {
            product(
                x, weights.weight, weights.bias, rows: x.leading, inputs: weights.channels,
                outputs: weights.outputs, activation: activation, residual: residual, into: output)
            return output
        }
        check(residual, against: output)
        let rows = batch * outputHeight * outputWidth
        let tap = weights.channels / weights.groups * weights.kernelHeight * weights.kernelWidth
        var task = ck_convolution(
            input: x.pointer, weight: weights.weight.floats, bias: weights.bias?.floats,
            residual: residual?.pointer, output: output.storage.floats, batch: batch,
            height: height, width: width, channels: weights.channels,
            output_height: outputHeight, output_width: outputWidth, outputs: weights.outputs,
            kernel_height: weights.kernelHeight, kernel_width: weights.kernelWidth,
            stride: weights.stride, padding: weights.padding, groups: weights.groups,
            activation: activation.code, row_block: 1, column_block: weights.outputs)
        let lines = batch * outputHeight
        let lineCost = 2 * outputWidth * weights.outputs * tap
        switch weights.algorithm {
        case .pointwise: break
        case .gathered:
            let blocks = Blocking(rows: rows, inputs: tap, outputs: weights.outputs, kernels.f32)
            task.row_block = blocks.rows
            run(
                kernels.f32.convolution, task, units: (rows + blocks.rows - 1) / blocks.rows,
                cost: 2 * blocks.rows * tap * weights.outputs,
                scratch: kernels.f32.convolution_scratch(&task))
        case .winograd:
            let tiles = batch * ((outputHeight + 3) / 4) * ((outputWidth + 3) / 4)
            let blocks = Blocking(
                tiles: tiles, channels: weights.channels, outputs: weights.outputs, kernels.f32)
            task.row_block = blocks.rows
            task.column_block = blocks.columns
            run(
                kernels.f32.winograd, task, units: blocks.units(tiles, weights.outputs),
                cost: 72 * blocks.rows * weights.channels * blocks.columns,
                scratch: kernels.f32.winograd_scratch(&task))
        case .depthwise: run(kernels.f32.depthwise, task, units: lines, cost: lineCost)
        case .grouped: run(kernels.grouped, task, units: lines, cost: lineCost)
        }
        withExtendedLifetime((x, weights, residual)) {}
        return output
    }

    private func product(
        _ x: Tensor, _ weight: Storage, _ bias: Storage?, rows: Int, inputs: Int, outputs: Int,
        activation: Activation, residual: Tensor?, into output: Tensor
    ) {
        check(residual, against: output)
        let blocks = Blocking(rows: rows, inputs: inputs, outputs: outputs, kernels.f32)
        let task = ck_linear(
            input: x.pointer, weight: weight.floats, bias: bias?.floats,
            residual: residual?.pointer, output: output.storage.floats, rows: rows,
            inputs: inputs, outputs: outputs, activation: activation.code,
            row_block: blocks.rows, column_block: blocks.columns)
        run(
            kernels.f32.linear, task,
            units: blocks.units(rows, outputs),
            cost: 2 * blocks.rows * blocks.columns * inputs)
        withExtendedLifetime((x, weight, bias, residual)) {}
    }

    private func check(_ residual: Tensor?, against output: Tensor) {
        guard let residual else { return }
        precondition(
            residual.shape == output.shape,
            "residual of shape \(residual.shape) beside \(output.shape)")
    }
}
