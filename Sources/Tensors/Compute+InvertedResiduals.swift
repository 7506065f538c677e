import CKernels

extension Compute {
    /// activation(projection(filtered) + residual), where
    /// filtered = hidden(filter(hidden(expansion(x)))), a few lines at a time, so that what lies
    /// between is never in memory as a whole.
    ///
    /// - Parameters:
    ///   - x: `[n, height, width, channels]`
    ///   - expansion: 1×1; nil where the filter reads x
    ///   - filter: one per channel, as high as wide
    ///   - projection: 1×1
    ///   - hidden: applied behind the expansion and behind the filter
    ///   - residual: the shape of the result
    /// - Returns: `[n, height / stride, width / stride, outputs]`, as the filter's padding makes it
    package func invertedResidual(
        _ x: Tensor, expansion: PackedConvolution?, filter: PackedConvolution,
        projection: PackedConvolution, hidden: Activation, activation: Activation = .none,
        residual: Tensor? = nil
    ) -> Tensor {
        precondition(
            filter.algorithm == .depthwise && projection.algorithm == .pointwise
                && expansion.map { $0.algorithm == .pointwise } ?? true
                && projection.channels == filter.outputs
                && filter.channels == expansion?.outputs ?? x.last
                && filter.kernelHeight == filter.kernelWidth,
            "an inverted residual of other convolutions")
        let bands = InvertedResidualBands(x, expansion: expansion, filter: filter)
        if bands.areNone {
            let expanded = expansion.map { convolution(x, $0, activation: hidden) } ?? x
            let filtered = convolution(expanded, filter, activation: hidden)
            return convolution(
                filtered, projection, activation: activation, residual: residual)
        }
        if let expansion, bands.expandFirst {
            return invertedResidual(
                convolution(x, expansion, activation: hidden), expansion: nil, filter: filter,
                projection: projection, hidden: hidden, activation: activation,
                residual: residual)
        }
        let size = filter.outputShape(
            ofMap: [x.shape[0], x.shape[1], x.shape[2], filter.channels])
        let output = result(size.dropLast() + [projection.outputs])
        precondition(
            residual == nil || residual?.shape == output.shape,
            "residual of shape \(residual?.shape ?? []) beside \(output.shape)")
        let (wide, taps, narrow) = (
            expansion?.weight.storage, filter.weight.storage, projection.weight.storage
        )
        var task = ck_inverted_residual(
            input: x.pointer, expansion: wide?.floats, filter: taps.floats,
            projection: narrow.floats,
            expansion_numbers: (expansion?.format ?? .float32).code,
            projection_numbers: projection.format.code, expansion_bias: expansion?.bias?.floats,
            filter_bias: filter.bias?.floats, projection_bias: projection.bias?.floats,
            residual: residual?.pointer, output: output.storage.floats, batch: x.shape[0],
            height: x.shape[1], width: x.shape[2], inputs: x.last, hidden: filter.channels,
            output_height: size[1], output_width: size[2], outputs: projection.outputs,
            kernel: filter.kernelHeight, stride: filter.stride, padding: filter.padding,
            hidden_activation: hidden.code, activation: activation.code, lines: bands.lines,
            step: bands.step)
        run(
            kernels.matrix.inverted_residual, task,
            units: x.shape[0] * ((size[1] + bands.lines - 1) / bands.lines), cost: 1 << 20,
            scratch: kernels.matrix.inverted_residual_scratch(&task),
            products: x.shape[0] * x.shape[1] * x.shape[2] * x.last
                * (expansion == nil ? 0 : filter.channels)
                + size[0] * size[1] * size[2] * filter.channels
                * (filter.kernelHeight * filter.kernelWidth + projection.outputs))
        withExtendedLifetime((x, wide, taps, narrow, residual)) {}
        withExtendedLifetime((expansion?.bias, filter.bias, projection.bias)) {}
        return output
    }
}

/// How an inverted residual is cut into bands of lines; a function of shapes alone, so that every
/// number of threads computes the same.
struct InvertedResidualBands {
    /// Output lines of one band, and those made at once.
    let lines: Int
    let step: Int
    /// Whether the expansion should be done before, all of it: bands would expand too many lines
    /// twice.
    let expandFirst: Bool
    /// Whether the map has too few cells for its weights to be read band by band.
    let areNone: Bool

    /// Floats between expansion and projection that a step may hold, to stay in a core's own cache.
    private static let held = 120_000
    /// Cells below which the three layers are computed one after another.
    private static let fewest = 256
    /// Rows that a projection should have at least, to be worth reading its weights.
    private static let worthwhile = 112

    init(_ x: Tensor, expansion: PackedConvolution?, filter: PackedConvolution) {
        let size = filter.outputShape(
            ofMap: [x.shape[0], x.shape[1], x.shape[2], filter.channels])
        let (height, width) = (size[1], size[2])
        let (kernel, stride) = (filter.kernelHeight, filter.stride)
        // Two bands share kernel - stride lines of the expanded map, and both expand them.
        let bands = height * stride / (8 * max(kernel - stride, 1))
        areNone = height * width < Self.fewest
        expandFirst = expansion != nil && bands < 2
        let needed = max(1, (Self.worthwhile + width - 1) / max(width, 1))
        if expansion == nil {
            lines = needed
            step = needed
        } else {
            let cut = max(1, min(bands, 8))
            lines = max(1, (height + cut - 1) / cut)
            let ofLine = stride * x.shape[2] * filter.channels + width * filter.channels
            let first = max(kernel - stride, 0) * x.shape[2] * filter.channels
            step = max(1, min(lines, (Self.held - first) / max(ofLine, 1)))
        }
    }
}
