import CKernels

extension Compute {
    /// activation(x · matrixᵀ + bias + residual) for few rows.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`
    ///   - bias: `[outputs]`
    ///   - activation: none or GELU
    ///   - residual: `[rows, outputs]`, the shape of the result
    package func linear(
        _ x: Tensor, _ matrix: StoredMatrix, bias: Tensor?, activation: Activation = .none,
        residual: Tensor? = nil
    ) -> Tensor {
        precondition(
            x.shape.count == 2 && x.last == matrix.inputs,
            "\(x.shape) into \(matrix.inputs) inputs")
        precondition(bias == nil || bias?.shape == [matrix.outputs], "bias of a stored matrix")
        precondition(
            [.none, .gelu].contains(activation), "\(activation) behind a stored matrix")
        let output = result([x.shape[0], matrix.outputs])
        precondition(residual == nil || residual?.shape == output.shape, "residual")
        let task = ck_stored_linear(
            input: x.pointer, weight: matrix.start, scales: matrix.scales?.pointer,
            bias: bias?.pointer, residual: residual?.pointer, output: output.storage.floats,
            rows: x.shape[0], inputs: matrix.inputs, outputs: matrix.outputs,
            type: matrix.numbers.code, activation: activation.code)
        run(
            kernels.stored_linear, task, units: matrix.outputs,
            cost: 2 * x.shape[0] * matrix.inputs,
            products: x.shape[0] * matrix.inputs * matrix.outputs)
        withExtendedLifetime((x, matrix, bias, residual)) {}
        return output
    }

    /// Attention of one query of each sequence to what the sequence said before, or of the queries of the
    /// last positions of the only sequence, each to what is not behind it.
    ///
    /// - Parameter query: `[memory.sequences, width]` or `[positions, width]`, the shape of the result
    package func attention(query: Tensor, to memory: StepMemory, heads: Int) -> Tensor {
        let positions = query.shape[0] / memory.sequences
        precondition(
            query.shape == [memory.sequences * positions, memory.width]
                && (memory.sequences == 1 || positions == 1) && positions <= memory.length,
            "\(query.shape) to \(memory.length) positions of \(memory.sequences) sequences")
        return stepAttention(
            query, memory.keys, memory.values, keys: memory.length - positions + 1,
            growth: positions > 1 ? 1 : 0,
            stride: positions > 1 ? 0 : memory.capacity * memory.width, heads: heads)
    }

    /// Attention of one query of each sequence to keys and values that all sequences share.
    ///
    /// - Parameters:
    ///   - query: `[sequences, width]`, the shape of the result
    ///   - keys: `[positions, width]`, the shape of `values`
    package func attention(query: Tensor, keys: Tensor, values: Tensor, heads: Int) -> Tensor {
        precondition(
            query.shape.count == 2 && keys.shape == [keys.shape[0], query.last]
                && values.shape == keys.shape,
            "attention of \(query.shape) to \(keys.shape), \(values.shape)")
        defer { withExtendedLifetime((keys, values)) {} }
        return stepAttention(
            query, keys.pointer, values.pointer, keys: keys.shape[0], growth: 0, stride: 0,
            heads: heads)
    }

    private func stepAttention(
        _ query: Tensor, _ key: UnsafePointer<Float>, _ value: UnsafePointer<Float>, keys: Int,
        growth: Int, stride: Int, heads: Int
    ) -> Tensor {
        precondition(heads > 0 && query.last % heads == 0 && keys > 0, "\(heads) heads")
        let output = result(query.shape)
        let dimension = query.last / heads
        let most = keys + (query.shape[0] - 1) * growth
        let task = ck_step_attention(
            query: query.pointer, key: key, value: value, output: output.storage.floats,
            sequences: query.shape[0], heads: heads, dimension: dimension, keys: keys,
            growth: growth, stride: stride, scale: 1 / Float(dimension).squareRoot())
        run(
            kernels.step_attention, task, units: query.shape[0] * heads,
            cost: 4 * most * (dimension + 4), scratch: most,
            products: query.shape[0] * heads * (keys + most) * dimension)
        withExtendedLifetime(query) {}
        return output
    }
}
