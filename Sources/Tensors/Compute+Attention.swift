import CKernels

extension Compute {
    /// softmax(query · keyᵀ / √(width / heads)) · value for each head, the inputs being projected
    /// already. Scores are never stored as a whole (Dao et al., arXiv:2205.14135).
    ///
    /// - Parameters:
    ///   - query: `[batch, queries, width]`, the shape of the result
    ///   - key: `[batch, keys, width]`
    ///   - value: `[batch, keys, width]`
    ///   - excluded: `[batch · keys]`, true where nobody may look. A query that may look nowhere
    ///     gets zeros.
    package func attention(
        query: Tensor, key: Tensor, value: Tensor, heads: Int, excluded: [Bool]?
    ) -> Tensor {
        precondition(
            query.shape.count == 3 && key.shape.count == 3 && value.shape == key.shape
                && key.shape[0] == query.shape[0] && key.last == query.last,
            "attention of \(query.shape) to \(key.shape), \(value.shape)")
        let (batch, queries, keys) = (query.shape[0], query.shape[1], key.shape[1])
        precondition(
            heads > 0 && query.last % heads == 0, "\(heads) heads of width \(query.last)")
        precondition(
            excluded == nil || excluded?.count == batch * keys,
            "\(excluded?.count ?? 0) exclusions for keys \(key.shape)")
        let dimension = query.last / heads
        let output = result(query.shape)
        guard output.count > 0 else { return output }
        let mask = excluded?.map { UInt8($0 ? 1 : 0) } ?? []
        mask.withUnsafeBufferPointer { mask in
            var task = ck_attention(
                query: query.pointer, key: key.pointer, value: value.pointer,
                excluded: excluded == nil ? nil : mask.baseAddress, packed: nil,
                output: output.storage.floats, batch: batch, heads: heads, queries: queries,
                keys: keys, dimension: dimension, query_block: 4 * kernels.matrix.strip,
                scale: 1 / Float(dimension).squareRoot())
            let packed = Storage(
                count: kernels.attention_packed(&task), recycler: recycler)
            task.packed = packed.floats
            run(
                kernels.attention_pack, task, units: batch * heads, cost: 4 * keys * dimension)
            let blocks = (queries + task.query_block - 1) / task.query_block
            run(
                kernels.attention, task, units: batch * heads * blocks,
                cost: 4 * min(task.query_block, queries) * keys * (dimension + 8),
                scratch: kernels.attention_scratch(&task),
                products: 2 * batch * heads * queries * keys * dimension)
            withExtendedLifetime(packed) {}
        }
        withExtendedLifetime((query, key, value)) {}
        return output
    }

    /// Multi-scale deformable sampling (Zhu et al., Deformable DETR, arXiv:2010.04159, eq. 3).
    ///
    /// - Parameters:
    ///   - value: `[n, Σ height · width, heads · dimension]`, the levels one after another
    ///   - levels: height and width of each level
    ///   - locations: `[n, queries, heads, levels, points, 2]`, x then y; 0 … 1 spans the map
    ///   - weights: `[n, queries, heads, levels · points]`, after the softmax
    /// - Returns: `[n, queries, heads · dimension]`
    package func deformableSample(
        value: Tensor, levels: [(height: Int, width: Int)], locations: Tensor, weights: Tensor
    ) -> Tensor {
        precondition(
            value.shape.count == 3 && locations.shape.count == 6,
            "deformable sampling of \(value.shape) at \(locations.shape)")
        let (n, queries, heads) = (value.shape[0], locations.shape[1], locations.shape[2])
        let (levelCount, points) = (locations.shape[3], locations.shape[4])
        precondition(
            locations.shape == [n, queries, heads, levels.count, points, 2]
                && levelCount == levels.count && heads > 0 && value.last % heads == 0,
            "deformable sampling of \(value.shape), \(levels) at \(locations.shape)")
        precondition(
            weights.count == n * queries * heads * levelCount * points
                && weights.last == levelCount * points,
            "deformable weights \(weights.shape) for locations \(locations.shape)")
        precondition(
            levels.reduce(0) { $0 + $1.height * $1.width } == value.shape[1],
            "levels \(levels) do not make \(value.shape[1]) positions")
        precondition(
            value.shape[1] * value.last <= Int32.max, "deformable sampling of \(value.shape)")
        let output = result([n, queries, value.last])
        let shapes = levels.flatMap { [$0.height, $0.width] }
        shapes.withUnsafeBufferPointer { shapes in
            let task = ck_deformable(
                value: value.pointer, locations: locations.pointer, weights: weights.pointer,
                output: output.storage.floats, shapes: shapes.baseAddress, batch: n,
                queries: queries, heads: heads, dimension: value.last / heads,
                levels: levelCount, points: points, positions: value.shape[1])
            run(
                kernels.deformable, task, units: n * queries,
                cost: 8 * value.last * levelCount * points,
                scratch: (levelCount * points + 15) / 16 * 48)
        }
        withExtendedLifetime((value, locations, weights)) {}
        return output
    }
}
