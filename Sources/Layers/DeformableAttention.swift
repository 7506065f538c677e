import Tensors
import Weights

/// Multi-scale deformable attention (Zhu et al., arXiv:2010.04159, 4.1): every query looks at a few
/// points of every level around its reference, which it chooses itself.
///
/// Weights: `sampling_offsets`, `attention_weights`, `value_proj`, `output_proj`, each with
/// `weight` and `bias`.
package struct DeformableAttention: Sendable {
    /// Height and width of a level.
    package typealias Size = (height: Int, width: Int)

    private let offsets: Linear
    private let weights: Linear
    private let value: Linear
    private let output: Linear
    private let heads: Int
    private let levels: Int
    private let points: Int

    package init(_ scope: WeightScope, width: Int, heads: Int, levels: Int, points: Int) throws {
        let samples = heads * levels * points
        offsets = try Linear(scope["sampling_offsets"], inputs: width, outputs: 2 * samples)
        weights = try Linear(scope["attention_weights"], inputs: width, outputs: samples)
        value = try Linear(scope["value_proj"], inputs: width, outputs: width)
        output = try Linear(scope["output_proj"], inputs: width, outputs: width)
        (self.heads, self.levels, self.points) = (heads, levels, points)
    }

    /// What a query saw, and where.
    package struct Outcome: Sendable {
        /// `[n, queries, width]`
        package let output: Tensor
        /// `[n, queries, heads, levels, points, 2]`, x then y, 0 … 1 across the level.
        package let locations: Tensor
        /// `[n, queries, heads, levels · points]`
        package let weights: Tensor
    }

    /// Values that queries look at: `source` `[n, Σ height · width, width]`, projected.
    ///
    /// - `padding`: true for cells of frames that are only padding; their values become 0.
    package func values(of source: Tensor, padding: [Bool]?, on compute: Compute) -> Tensor {
        let projected = value(source, on: compute)
        guard let padding else { return projected }
        let width = value.outputs
        precondition(
            padding.count * width == projected.count,
            "\(padding.count) cells of padding for \(projected.shape)")
        return .filled(projected.shape) { kept in
            projected.withUnsafeBuffer { _ = kept.update(from: $0) }
            for (cell, padded) in padding.enumerated() where padded {
                kept[(cell * width)..<((cell + 1) * width)].update(repeating: 0)
            }
        }
    }

    /// Looks around fixed points.
    ///
    /// - `query`: `[n, queries, width]`.
    /// - `grid`: where offsets start and how they scale.
    package func callAsFunction(
        _ query: Tensor, around grid: Grid, values: Tensor, sizes: [Size], on compute: Compute
    ) -> Outcome {
        let scaled = compute.multiply(offsets(query, on: compute), grid.scale)
        return sample(query, compute.add(scaled, grid.start), values, sizes, compute)
    }

    /// Looks around boxes.
    ///
    /// - `boxes`: `[n, queries, levels, 4]` (centre x, y, width, height), relative to each level.
    package func callAsFunction(
        _ query: Tensor, around boxes: Tensor, values: Tensor, sizes: [Size], on compute: Compute
    ) -> Outcome {
        precondition(
            boxes.shape == [query.shape[0], query.shape[1], levels, 4],
            "boxes \(boxes.shape) for queries \(query.shape)")
        let offsets = offsets(query, on: compute)
        let half = 0.5 / Float(points)
        let locations = Tensor.filled(offsets.shape) { locations in
            offsets.withUnsafeBuffer { offsets in
                boxes.withUnsafeBuffer { boxes in
                    var i = 0
                    for row in 0..<(boxes.count / (4 * levels)) {
                        for _ in 0..<heads {
                            for level in 0..<levels {
                                let box = 4 * (row * levels + level)
                                for _ in 0..<points {
                                    for axis in 0..<2 {
                                        locations[i] =
                                            boxes[box + axis] + offsets[i] * half
                                            * boxes[box + 2 + axis]
                                        i += 1
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return sample(query, locations, values, sizes, compute)
    }

    /// Fixed points to look around, the same for all frames or one set per frame.
    package struct Grid: Sendable {
        /// `[queries, heads · levels · points · 2]` or `[n, queries, …]`.
        let start: Tensor
        /// `[heads · levels · points · 2]`: one pixel of each level.
        let scale: Tensor

        /// - `references`: `[..., queries, levels, 2]` (x, y), relative to each level.
        package init(_ references: Tensor, sizes: [Size], heads: Int, points: Int) {
            let levels = sizes.count
            precondition(
                references.shape.suffix(2) == [levels, 2],
                "points \(references.shape) for \(levels) levels")
            let width = heads * levels * points * 2
            start = .filled(references.shape.dropLast(2) + [width]) { start in
                references.withUnsafeBuffer { references in
                    for i in start.indices {
                        let level = i % width / (points * 2) % levels
                        start[i] = references[(i / width * levels + level) * 2 + i % 2]
                    }
                }
            }
            let scale = (0..<width).map { i in
                let size = sizes[i / (points * 2) % levels]
                return 1 / Float(i % 2 == 0 ? size.width : size.height)
            }
            self.scale = Tensor(shape: [width], values: scale)
        }
    }

    private func sample(
        _ query: Tensor, _ locations: Tensor, _ values: Tensor, _ sizes: [Size],
        _ compute: Compute
    ) -> Outcome {
        let (n, queries) = (query.shape[0], query.shape[1])
        let weights = compute.softmax(
            weights(query, on: compute).reshaped([n, queries, heads, levels * points]))
        let locations = locations.reshaped([n, queries, heads, levels, points, 2])
        let seen = compute.deformableSample(
            value: values, levels: sizes, locations: locations, weights: weights)
        return Outcome(output: output(seen, on: compute), locations: locations, weights: weights)
    }
}
