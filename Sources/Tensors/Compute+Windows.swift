import CKernels

/// Windows whose tokens attend to each other, and to nobody else.
package struct AttentionWindows: Sendable {
    /// Tokens of a window.
    package let tokens: Int
    let places: [Int32]
    let regions: [UInt8]?

    /// - Parameters:
    ///   - places: `[windows · tokens]`, the row of each token; negative for padding, which is
    ///     attended to but gets no output
    ///   - regions: `[windows · tokens]`: tokens of different regions hardly see each other; nil
    ///     where each window is one region
    package init(tokens: Int, places: [Int32], regions: [UInt8]?) {
        precondition(
            tokens > 0 && places.count % tokens == 0
                && (regions == nil || regions?.count == places.count),
            "\(places.count) places, \(regions?.count ?? 0) regions for windows of \(tokens)")
        self.tokens = tokens
        self.places = places
        self.regions = regions
    }

    /// Number of windows.
    package var count: Int { places.count / tokens }
}

/// What is added to the scores of every two tokens of a window, for each head.
package struct RelativeBias: Sendable {
    let heads: Int
    let tokens: Int
    let pitch: Int
    let values: Storage
}

extension Compute {
    /// What is added to the score of tokens of different regions.
    private static let regionPenalty: Float = -100

    /// softmax(query · keyᵀ / √(width / heads) + bias) · value for each head, within each window
    /// (Liu et al., Swin Transformer, arXiv:2103.14030, eq. 4).
    ///
    /// - Parameters:
    ///   - projections: `[rows, 3 · width]`: query, key and value of each token, projected already
    ///   - padding: `[3 · width]`: those of padding
    ///   - windows: places of 0 ..< rows
    /// - Returns: `[rows, width]`; rows that are in no window are undefined.
    package func windowAttention(
        projections: Tensor, padding: Tensor, bias: RelativeBias, windows: AttentionWindows
    ) -> Tensor {
        let heads = bias.heads
        precondition(
            projections.shape.count == 2 && projections.last % (3 * heads) == 0
                && padding.shape == [projections.last],
            "attention of \(projections.shape), padding \(padding.shape), in \(heads) heads")
        precondition(
            bias.tokens == windows.tokens,
            "windows of \(windows.tokens) tokens with a bias for \(bias.tokens)")
        let (rows, width) = (projections.shape[0], projections.last / 3)
        precondition(
            windows.places.allSatisfy { $0 < rows }, "places beyond \(rows) rows of projections")
        let dimension = width / heads
        let output = result([rows, width])
        let regions = windows.regions ?? []
        windows.places.withUnsafeBufferPointer { places in
            regions.withUnsafeBufferPointer { regions in
                var task = ck_window_attention(
                    projections: projections.pointer, padding: padding.pointer,
                    places: places.baseAddress,
                    regions: windows.regions == nil ? nil : regions.baseAddress,
                    bias: bias.values.floats, output: output.storage.floats,
                    windows: windows.count, tokens: windows.tokens, heads: heads,
                    dimension: dimension, pitch: bias.pitch,
                    scale: 1 / Float(dimension).squareRoot(), penalty: Self.regionPenalty)
                run(
                    kernels.window_attention, task, units: heads * windows.count,
                    cost: 4 * windows.tokens * windows.tokens * (dimension + 8),
                    scratch: kernels.window_attention_scratch(&task),
                    products: 2 * windows.count * windows.tokens * windows.tokens * width)
            }
        }
        withExtendedLifetime((projections, padding, bias)) {}
        return output
    }

    /// Spreads a table of relative positions over the pairs of a window's tokens.
    ///
    /// - Parameters:
    ///   - table: `[heads, entries]`
    ///   - codes: one for each token: a query i reads the entry origin + codes[i] - codes[j] for
    ///     the key j
    package func relativeBias(table: Tensor, codes: [Int32], origin: Int) -> RelativeBias {
        precondition(table.shape.count == 2 && !codes.isEmpty, "bias table \(table.shape)")
        let (heads, entries, tokens) = (table.shape[0], table.shape[1], codes.count)
        let reach = Int(codes.max() ?? 0) - Int(codes.min() ?? 0)
        precondition(
            origin >= reach && origin + reach < entries,
            "codes \(reach) apart around \(origin) in a table of \(entries)")
        let panel = kernels.matrix.panel
        let pitch = (tokens + panel - 1) / panel * panel
        let values = Storage(count: heads * tokens * pitch, recycler: recycler)
        codes.withUnsafeBufferPointer { codes in
            let task = ck_relative_bias_task(
                table: table.pointer, codes: codes.baseAddress, output: values.floats,
                entries: entries, origin: origin, tokens: tokens, pitch: pitch)
            run(ck_relative_bias, task, units: heads * tokens, cost: 2 * pitch)
        }
        withExtendedLifetime(table) {}
        return RelativeBias(heads: heads, tokens: tokens, pitch: pitch, values: values)
    }
}
