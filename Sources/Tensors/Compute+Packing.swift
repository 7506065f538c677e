import CKernels

extension Compute {
    /// Packs the weights of a linear layer.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs]`
    ///   - bias: `[outputs]`
    ///   - precision: nil for that of all weights
    package func pack(
        linear weight: Tensor, bias: Tensor?, precision: Precision? = nil
    ) -> PackedLinear {
        precondition(
            weight.shape.count == 2 && weight.count > 0, "linear weight of shape \(weight.shape)")
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let format = (precision ?? self.precision).format(inputs: inputs, outputs: outputs)
        let packed = waiting.added(
            PackedStorage(canPackAgain: weight.isOfFile) { [self] in
                self.packed(weight, .pointwise, format)
            })
        return PackedLinear(
            inputs: inputs, outputs: outputs, format: format, weight: packed,
            bias: pad(bias, to: outputs))
    }

    /// Packs the weights of a convolution.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs / groups, height, width]`, as PyTorch keeps it
    ///   - bias: `[outputs]`
    ///   - padding: zeros above the map and at its left
    ///   - trailing: zeros below it and at its right; nil for as many as on the other side
    ///   - dilation: step between what neighbouring weights of the kernel read
    ///   - algorithm: nil for the fastest; one that cannot compute this convolution is refused
    ///   - precision: nil for that of all weights
    package func pack(
        convolution weight: Tensor, bias: Tensor?, stride: Int, padding: Int, trailing: Int? = nil,
        dilation: Int = 1, groups: Int = 1, algorithm: PackedConvolution.Algorithm? = nil,
        precision: Precision? = nil
    ) -> PackedConvolution {
        precondition(
            weight.shape.count == 4 && weight.count > 0 && groups >= 1
                && weight.shape[0] % groups == 0,
            "convolution weight of shape \(weight.shape) in \(groups) groups")
        let trailing = trailing ?? padding
        precondition(
            stride >= 1 && padding >= 0 && trailing >= 0 && dilation >= 1,
            "stride \(stride), padding \(padding) and \(trailing), dilation \(dilation)")
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let (height, width) = (weight.shape[2], weight.shape[3])
        let possible = algorithms(
            weight.shape, stride: stride, padding: padding, trailing: trailing,
            dilation: dilation, groups: groups)
        let precision = precision ?? self.precision
        let algorithm = algorithm ?? fastest(of: possible, weight.shape, precision)
        precondition(possible.contains(algorithm), "\(algorithm) cannot do \(weight.shape)")

        let format =
            [.pointwise, .gathered].contains(algorithm)
            ? precision.format(inputs: inputs * height * width, outputs: outputs) : .float32
        let packed = waiting.added(
            PackedStorage { [self] in self.packed(weight, algorithm, format) })
        return PackedConvolution(
            algorithm: algorithm, channels: inputs * groups, outputs: outputs,
            kernelHeight: height, kernelWidth: width, stride: stride, padding: padding,
            trailing: trailing, dilation: dilation, groups: groups, format: format,
            weight: packed,
            bias: pad(bias, to: outputs))
    }

    private func packed(
        _ weight: Tensor, _ algorithm: PackedConvolution.Algorithm, _ format: WeightFormat
    ) -> Storage {
        let packed: Storage
        switch algorithm {
        case .pointwise, .gathered: packed = self.packed(weight, format)
        case .winograd: packed = self.packed(weight, format, isTransformed: true)
        case .depthwise:
            packed = Storage(count: weight.count, recycler: nil)
            kernels.matrix.pack_depthwise(
                weight.pointer, weight.shape[0], weight.shape[2], weight.shape[3], packed.floats)
        case .grouped:
            packed = Storage(count: weight.count, recycler: nil)
            packed.floats.update(from: weight.pointer, count: weight.count)
        }
        weight.release()
        return packed
    }

    /// - `isTransformed`: for Winograd's algorithm.
    private func packed(
        _ weight: Tensor, _ format: WeightFormat, isTransformed: Bool = false
    ) -> Storage {
        let shape = weight.shape
        var task = ck_pack(
            weight: weight.pointer, packed: nil, numbers: format.code, outputs: shape[0],
            inputs: shape[1], height: shape.count > 2 ? shape[2] : 1,
            width: shape.count > 2 ? shape[3] : 1)
        let matrix = kernels.matrix
        let packed = Storage(
            bytes: isTransformed ? matrix.winograd_bytes(&task) : matrix.matrix_bytes(&task))
        task.packed = UnsafeMutableRawPointer(packed.floats)
        run(
            isTransformed ? matrix.pack_winograd : matrix.pack, task,
            units: (shape[0] + matrix.panel - 1) / matrix.panel,
            cost: weight.count / shape[0] * matrix.panel)
        withExtendedLifetime((weight, packed)) {}
        return packed
    }

    /// The algorithms that can compute a convolution, the fastest first.
    private func algorithms(
        _ shape: [Int], stride: Int, padding: Int, trailing: Int, dilation: Int, groups: Int
    ) -> [PackedConvolution.Algorithm] {
        if groups > 1 {
            guard dilation == 1 else { return [.grouped] }
            return shape[1] == 1 && shape[0] == groups ? [.depthwise, .grouped] : [.grouped]
        }
        let even = padding == trailing
        if stride == 1 && padding == 0 && even && shape[2] == 1 && shape[3] == 1 {
            return [.pointwise, .gathered, .grouped]
        }
        let square =
            shape[2] == 3 && shape[3] == 3 && stride == 1 && padding == 1 && even && dilation == 1
        guard square else { return [.gathered, .grouped] }
        return shape[1] >= 16
            ? [.winograd, .gathered, .grouped] : [.gathered, .winograd, .grouped]
    }

    /// Winograd's algorithm keeps its weights in float32, 36 numbers for nine: where they are many, and the
    /// precision is less, memory matters more than its speed.
    private func fastest(
        of possible: [PackedConvolution.Algorithm], _ shape: [Int], _ precision: Precision
    ) -> PackedConvolution.Algorithm {
        let isHeavy = precision != .fp32 && shape[0] * shape[1] > Self.heavyWinograd
        return possible.first { !(isHeavy && $0 == .winograd) } ?? possible[0]
    }

    /// Inputs times outputs of 256 channels each.
    private static let heavyWinograd = 1 << 16

    /// The bias with zeros up to a whole number of panels.
    private func pad(_ bias: Tensor?, to outputs: Int) -> Storage? {
        guard let bias else { return nil }
        precondition(bias.shape == [outputs], "bias of shape \(bias.shape), not [\(outputs)]")
        let panel = kernels.matrix.panel
        let padded = (outputs + panel - 1) / panel * panel
        let storage = Storage(count: padded, recycler: nil)
        storage.floats.update(repeating: 0, count: padded)
        storage.floats.update(from: bias.pointer, count: outputs)
        withExtendedLifetime(bias) {}
        return storage
    }
}
