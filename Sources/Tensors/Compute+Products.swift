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
            x, weights.weight.storage, weights.format, weights.bias, rows: x.leading,
            inputs: weights.inputs, outputs: weights.outputs, activation: activation,
            residual: residual, into: output)
        return output
    }

    /// activation(convolution(x) + bias + residual), zeros outside the map.
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`
    ///   - residual: the shape of the result
    /// - Returns: `[n, (height + padding + trailing - reach) / stride + 1, likewise, outputs]`, where a
    ///   kernel reaches over dilation · (kernel - 1) + 1
    package func convolution(
        _ x: Tensor, _ weights: PackedConvolution, activation: Activation = .none,
        residual: Tensor? = nil
    ) -> Tensor {
        let shape = weights.outputShape(of: x)
        check(residual, against: shape)
        return convolution(x, weights, activation, residual, into: result(shape), of: shape)
    }

    /// activation(convolution(x) + bias) + residual, zeros outside the map.
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`
    ///   - residual: what `convolution` gives has its shape
    ///   - halved: whether of every two by two pixels the largest is kept; both sides must be even
    /// - Returns: the shape of `residual`, or half as high and wide
    package func sum(
        of residual: Tensor, and x: Tensor, _ weights: PackedConvolution, activation: Activation,
        halved: Bool = false
    ) -> Tensor {
        let shape = weights.outputShape(of: x)
        check(residual, against: shape)
        precondition(
            !halved || (shape[1] % 2 == 0 && shape[2] % 2 == 0), "half of \(shape)")
        guard weights.algorithm == .winograd else {
            let sum = add(convolution(x, weights, activation: activation), residual)
            return halved ? maxPool(sum, kernel: 2, stride: 2, padding: 0) : sum
        }
        let kept = halved ? [shape[0], shape[1] / 2, shape[2] / 2, shape[3]] : shape
        return convolution(
            x, weights, activation, residual, into: result(kept), of: shape, isResidualLast: true)
    }

    /// - `shape`: of all that is computed, of which `output` may be a half.
    private func convolution(
        _ x: Tensor, _ weights: PackedConvolution, _ activation: Activation, _ residual: Tensor?,
        into output: Tensor, of shape: [Int], isResidualLast: Bool = false
    ) -> Tensor {
        guard output.count > 0 else { return output }
        if weights.algorithm == .pointwise {
            product(
                x, weights.weight.storage, weights.format, weights.bias, rows: x.leading,
                inputs: weights.channels, outputs: weights.outputs, activation: activation,
                residual: residual, into: output)
            return output
        }
        let packed = weights.weight.storage
        var task = ck_convolution(
            input: x.pointer, weight: packed.floats, numbers: weights.format.code,
            bias: weights.bias?.floats, residual: residual?.pointer, output: output.storage.floats,
            batch: x.shape[0],
            height: x.shape[1], width: x.shape[2], channels: weights.channels,
            output_height: shape[1], output_width: shape[2],
            outputs: weights.outputs, kernel_height: weights.kernelHeight,
            kernel_width: weights.kernelWidth, stride: weights.stride, padding: weights.padding,
            dilation: weights.dilation, groups: weights.groups, activation: activation.code,
            residual_last: isResidualLast ? 1 : 0, halved: output.shape == shape ? 0 : 1,
            row_block: 1,
            column_block: weights.outputs)
        run(&task, weights)
        withExtendedLifetime((x, weights, packed, residual)) {}
        return output
    }

    /// Cuts a convolution into units as its algorithm wants them, and runs it.
    private func run(_ task: inout ck_convolution, _ weights: PackedConvolution) {
        let window = task.channels / task.groups * task.kernel_height * task.kernel_width
        let lines = task.batch * task.output_height
        let lineCost = 2 * task.output_width * task.outputs * window
        let products = lines * task.output_width * task.outputs * window
        switch weights.algorithm {
        case .pointwise, .gathered:
            let rows = lines * task.output_width
            let blocks = Blocking(
                rows: rows, inputs: window, outputs: task.outputs, weights.format, kernels.matrix)
            task.row_block = blocks.rows
            run(
                kernels.matrix.convolution, task, units: (rows + blocks.rows - 1) / blocks.rows,
                cost: 2 * blocks.rows * window * task.outputs,
                scratch: kernels.matrix.convolution_scratch(&task), products: products)
        case .winograd:
            let across = (task.output_width + 3) / 4
            let tiles = task.batch * ((task.output_height + 3) / 4) * across
            let blocks = Blocking(
                tiles: tiles, channels: task.channels, outputs: task.outputs, kernels.matrix)
            task.row_block = blocks.rows
            task.column_block = blocks.columns
            run(
                kernels.matrix.winograd, task, units: blocks.units(tiles, task.outputs),
                cost: 72 * blocks.rows * task.channels * blocks.columns,
                scratch: kernels.matrix.winograd_scratch(&task), products: products)
        case .depthwise:
            run(kernels.matrix.depthwise, task, units: lines, cost: lineCost, products: products)
        case .grouped:
            run(kernels.grouped, task, units: lines, cost: lineCost, products: products)
        }
    }

    private func product(
        _ x: Tensor, _ weight: Storage, _ format: WeightFormat, _ bias: Storage?, rows: Int,
        inputs: Int, outputs: Int,
        activation: Activation, residual: Tensor?, into output: Tensor
    ) {
        check(residual, against: output.shape)
        let blocks = Blocking(
            rows: rows, inputs: inputs, outputs: outputs, format, kernels.matrix)
        var task = ck_linear(
            input: x.pointer, weight: weight.floats, numbers: format.code, bias: bias?.floats,
            residual: residual?.pointer, output: output.storage.floats, rows: rows,
            inputs: inputs, outputs: outputs, activation: activation.code,
            row_block: blocks.rows, column_block: blocks.columns)
        run(
            kernels.matrix.linear, task,
            units: blocks.units(rows, outputs),
            cost: 2 * blocks.rows * blocks.columns * inputs,
            scratch: kernels.matrix.linear_scratch(&task), products: rows * inputs * outputs)
        withExtendedLifetime((x, weight, bias, residual)) {}
    }

    private func check(_ residual: Tensor?, against shape: [Int]) {
        guard let residual else { return }
        precondition(
            residual.shape == shape, "residual of shape \(residual.shape) beside \(shape)")
    }
}
