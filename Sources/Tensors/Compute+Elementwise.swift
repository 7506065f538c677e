import CKernels

extension Compute {
    /// a + b; the shape of b is that of a or its trailing part, or b one value.
    package func add(_ a: Tensor, _ b: Tensor) -> Tensor {
        elementwise(kernels.add, a, b, cost: 1)
    }

    /// a · b, element by element; the shape of b is that of a or its trailing part, or b one value.
    package func multiply(_ a: Tensor, _ b: Tensor) -> Tensor {
        elementwise(kernels.multiply, a, b, cost: 1)
    }

    /// 1 / (1 + exp(-x)).
    package func sigmoid(_ x: Tensor) -> Tensor { elementwise(kernels.sigmoid, x, x, cost: 8) }

    /// The hyperbolic tangent.
    package func tanh(_ x: Tensor) -> Tensor { elementwise(kernels.tanh, x, x, cost: 8) }

    /// max(x, 0).
    package func relu(_ x: Tensor) -> Tensor { elementwise(kernels.relu, x, x, cost: 1) }

    /// x · Φ(x), with the exact error function.
    package func gelu(_ x: Tensor) -> Tensor { elementwise(kernels.gelu, x, x, cost: 8) }

    private func elementwise(_ kernel: ck_kernel?, _ a: Tensor, _ b: Tensor, cost: Int) -> Tensor {
        precondition(
            b.count == 1 || a.shape.suffix(b.shape.count) == b.shape[...],
            "cannot spread \(b.shape) over \(a.shape)")
        let output = result(a.shape)
        // A short b is repeated, so that the kernel meets its end rarely.
        let b = b.count < 64 && b.count < a.count ? repeated(b, times: 256 / b.count) : b
        let task = ck_elementwise(
            a: a.pointer, b: b.pointer, output: output.storage.floats, period: b.count)
        run(kernel, task, units: a.count, cost: cost)
        withExtendedLifetime((a, b)) {}
        return output
    }

    private func repeated(_ x: Tensor, times: Int) -> Tensor {
        let output = result([times * x.count])
        for i in 0..<times {
            (output.storage.floats + i * x.count).update(from: x.pointer, count: x.count)
        }
        withExtendedLifetime(x) {}
        return output
    }

    /// The tensors one after another along `axis`; the other axes must agree.
    package func concatenate(_ xs: [Tensor], axis: Int) -> Tensor {
        guard let first = xs.first else { preconditionFailure("nothing to concatenate") }
        precondition(first.shape.indices.contains(axis), "axis \(axis) of shape \(first.shape)")
        var shape = first.shape
        shape[axis] = 0
        for x in xs {
            var expected = first.shape
            if x.shape.count == shape.count { expected[axis] = x.shape[axis] }
            precondition(x.shape == expected, "\(x.shape) beside \(first.shape), axis \(axis)")
            shape[axis] += x.shape[axis]
        }
        if xs.count == 1 { return first }
        let output = result(shape)
        let repeats = shape[..<axis].reduce(1, *)
        let inner = shape[(axis + 1)...].reduce(1, *)
        var column = 0
        for x in xs {
            let columns = x.shape[axis] * inner
            let block = max(1, min(columns, 1 << 14))
            let task = ck_columns(
                input: x.pointer, output: output.storage.floats + column, columns: columns,
                stride: shape[axis] * inner, block: block)
            run(
                ck_place_columns, task, units: repeats * ((columns + block - 1) / block),
                cost: block)
            column += columns
        }
        withExtendedLifetime(xs) {}
        return output
    }
}
