import CKernels

extension Compute {
    /// The named rows of x one after another.
    ///
    /// - Parameters:
    ///   - x: `[..., columns]`, its leading axes being rows
    ///   - rows: negative for a row of zeros
    /// - Returns: `[rows, columns]`
    package func gather(_ x: Tensor, rows: [Int32]) -> Tensor {
        let bound = x.leading
        precondition(rows.allSatisfy { $0 < bound }, "rows beyond those of \(x.shape)")
        let output = result([rows.count, x.last])
        move(ck_gather_rows, x, rows, to: output)
        return output
    }

    /// A tensor whose rows are computed part by part, so that what is needed on the way stays small.
    ///
    /// - Parameters:
    ///   - shape: of the result; its leading axes are rows
    ///   - parts: the rows that each part makes; every row is in one part
    ///   - compute: makes the part of an index, `[parts[index].count, columns]`
    package func assemble(
        _ shape: [Int], parts: [[Int32]], _ compute: (Int) -> Tensor
    ) -> Tensor {
        let output = result(shape)
        let bound = output.leading
        precondition(
            parts.reduce(0) { $0 + $1.count } == bound
                && parts.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < bound } },
            "parts of other rows than those of \(shape)")
        for (index, rows) in parts.enumerated() {
            let part = compute(index)
            precondition(
                part.shape == [rows.count, output.last],
                "a part of shape \(part.shape) for \(rows.count) rows of \(shape)")
            move(ck_scatter_rows, part, rows, to: output)
        }
        return output
    }

    private func move(_ kernel: ck_kernel, _ x: Tensor, _ rows: [Int32], to output: Tensor) {
        rows.withUnsafeBufferPointer { rows in
            let task = ck_rows(
                input: x.pointer, rows: rows.baseAddress, output: output.storage.floats,
                columns: x.last)
            run(kernel, task, units: rows.count, cost: x.last)
        }
        withExtendedLifetime(x) {}
    }
}
