import CKernels

extension Compute {
    /// Packs the weights of a linear layer.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs]`
    ///   - bias: `[outputs]`
    package func pack(linear weight: Tensor, bias: Tensor?) -> PackedLinear {
        precondition(
            weight.shape.count == 2 && weight.count > 0, "linear weight of shape \(weight.shape)")
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let f32 = kernels.f32
        let packed = PackedStorage {
            let packed = Storage(bytes: f32.linear_bytes(outputs, inputs))
            f32.pack_linear(weight.pointer, outputs, inputs, packed.floats)
            weight.release()
            return packed
        }
        return PackedLinear(
            inputs: inputs, outputs: outputs, weight: packed, bias: pad(bias, to: outputs))
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
    package func pack(
        convolution weight: Tensor, bias: Tensor?, stride: Int, padding: Int, trailing: Int? = nil,
        dilation: Int = 1, groups: Int = 1, algorithm: PackedConvolution.Algorithm? = nil
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
        let algorithm = algorithm ?? possible[0]
        precondition(possible.contains(algorithm), "\(algorithm) cannot do \(weight.shape)")

        let f32 = kernels.f32
        let packed = PackedStorage { Self.packed(weight, algorithm, f32) }
        return PackedConvolution(
            algorithm: algorithm, channels: inputs * groups, outputs: outputs,
            kernelHeight: height, kernelWidth: width, stride: stride, padding: padding,
            trailing: trailing, dilation: dilation, groups: groups, weight: packed,
            bias: pad(bias, to: outputs))
    }

    private static func packed(
        _ weight: Tensor, _ algorithm: PackedConvolution.Algorithm, _ f32: ck_matrix_kernels
    ) -> Storage {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let (height, width) = (weight.shape[2], weight.shape[3])
        let packed: Storage
        switch algorithm {
        case .pointwise:
            packed = Storage(bytes: f32.linear_bytes(outputs, inputs))
            f32.pack_linear(weight.pointer, outputs, inputs, packed.floats)
        case .gathered:
            packed = Storage(bytes: f32.convolution_bytes(outputs, inputs, height, width))
            f32.pack_convolution(weight.pointer, outputs, inputs, height, width, packed.floats)
        case .winograd:
            packed = Storage(bytes: f32.winograd_bytes(outputs, inputs))
            f32.pack_winograd(weight.pointer, outputs, inputs, packed.floats)
        case .depthwise:
            packed = Storage(count: outputs * height * width, recycler: nil)
            f32.pack_depthwise(weight.pointer, outputs, height, width, packed.floats)
        case .grouped:
            packed = Storage(count: weight.count, recycler: nil)
            packed.floats.update(from: weight.pointer, count: weight.count)
        }
        weight.release()
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
        return shape[0] >= 16 && shape[1] >= 16
            ? [.winograd, .gathered, .grouped] : [.gathered, .winograd, .grouped]
    }

    /// The bias with zeros up to a whole number of panels.
    private func pad(_ bias: Tensor?, to outputs: Int) -> Storage? {
        guard let bias else { return nil }
        precondition(bias.shape == [outputs], "bias of shape \(bias.shape), not [\(outputs)]")
        let panel = kernels.f32.panel
        let padded = (outputs + panel - 1) / panel * panel
        let storage = Storage(count: padded, recycler: nil)
        storage.floats.update(repeating: 0, count: padded)
        storage.floats.update(from: bias.pointer, count: outputs)
        withExtendedLifetime(bias) {}
        return storage
    }
}
