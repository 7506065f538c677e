import Foundation
import Tensors
import Testing
import Weights

@testable import Layers

@Suite struct DeformableAttentionTests {
    let compute: Compute
    let layer: DeformableAttention
    let sizes: [DeformableAttention.Size] = [(4, 6), (2, 3)]
    let width = 8
    let heads = 2
    let points = 3

    init() throws {
        compute = try Compute(threads: 1)
        layer = try DeformableAttention(
            WeightScope(GeneratedWeights(), compute: compute)["self_attn"], width: 8, heads: 2,
            levels: 2, points: 3)
    }

    /// Bilinear samples of projected values, weighted, projected; in double precision.
    private func expected(_ query: Tensor, _ source: Tensor, _ outcome: DeformableAttention.Outcome)
        -> [Double]
    {
        let value = Matrix(source).linear("self_attn.value_proj", outputs: width)
        let (queries, dimension) = (query.shape[1], width / heads)
        let locations = outcome.locations.values
        let weights = outcome.weights.values
        let seen = Matrix(rows: queries, columns: width) { query, channel in
            let head = channel / dimension
            var (sum, start) = (0.0, 0)
            for (level, size) in sizes.enumerated() {
                for point in 0..<points {
                    let index = ((query * heads + head) * sizes.count + level) * points + point
                    let x = Double(locations[2 * index]) * Double(size.width) - 0.5
                    let y = Double(locations[2 * index + 1]) * Double(size.height) - 0.5
                    for row in [Int(floor(y)), Int(floor(y)) + 1] {
                        for column in [Int(floor(x)), Int(floor(x)) + 1] {
                            guard (0..<size.height).contains(row),
                                (0..<size.width).contains(column)
                            else { continue }
                            let share =
                                (1 - abs(y - Double(row))) * (1 - abs(x - Double(column)))
                            let cell = start + row * size.width + column
                            sum += Double(weights[index]) * share * value[cell, channel]
                        }
                    }
                }
                start += size.height * size.width
            }
            return sum
        }
        return seen.linear("self_attn.output_proj", outputs: width).values
    }

    @Test func aroundPoints() {
        let query = arbitrary([1, 5, 8], "q")
        let source = arbitrary([1, 30, 8], "s")
        let references = Tensor(
            shape: [5, 2, 2], values: (0..<20).map { Float($0) / 20 })
        let grid = DeformableAttention.Grid(
            references, sizes: sizes, heads: heads, points: points)
        let outcome = layer(
            query, around: grid, values: layer.values(of: source, padding: nil, on: compute),
            sizes: sizes, on: compute)
        let offsets = Matrix(query).linear("self_attn.sampling_offsets", outputs: 24)
        let locations = (0..<(5 * 24)).map { index in
            let (row, level, axis) = (index / 24, index / 6 % 2, index % 2)
            let size = axis == 0 ? sizes[level].width : sizes[level].height
            return Double(references.values[(row * 2 + level) * 2 + axis])
                + offsets.values[index] / Double(size)
        }
        #expect(distance(outcome.locations, locations) < 1e-5)
        #expect(distance(outcome.output, expected(query, source, outcome)) < 1e-5)
    }

    @Test func aroundBoxes() {
        let query = arbitrary([1, 2, 8], "q")
        let source = arbitrary([1, 30, 8], "s")
        let boxes = Tensor(shape: [1, 2, 2, 4], values: (0..<16).map { 0.2 + Float($0) / 30 })
        let outcome = layer(
            query, around: boxes, values: layer.values(of: source, padding: nil, on: compute),
            sizes: sizes, on: compute)
        let offsets = Matrix(query).linear("self_attn.sampling_offsets", outputs: 24)
        let locations = (0..<(2 * 24)).map { index in
            let box = (index / 24 * 2 + index / 6 % 2) * 4
            let (centre, extent) = (
                boxes.values[box + index % 2], boxes.values[box + 2 + index % 2]
            )
            return Double(centre) + offsets.values[index] / 3 * Double(extent) * 0.5
        }
        #expect(distance(outcome.locations, locations) < 1e-5)
        #expect(distance(outcome.output, expected(query, source, outcome)) < 1e-5)
    }

    @Test func paddingIsZero() {
        let source = arbitrary([2, 30, 8], "s")
        let padding = (0..<60).map { $0 % 7 == 0 }
        let plain = layer.values(of: source, padding: nil, on: compute).values
        let kept = layer.values(of: source, padding: padding, on: compute).values
        for (i, value) in kept.enumerated() { #expect(value == (padding[i / 8] ? 0 : plain[i])) }
    }
}
