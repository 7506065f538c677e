import Testing

@testable import Tensors

/// Attention and deformable sampling.
struct AttentionTests {
    @Test(arguments: fastSets)
    func agreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 1)
        for (batch, queries, keys, heads, dimension) in [
            (1, 1, 1, 1, 1), (2, 5, 5, 8, 4), (1, 60, 130, 2, 32), (2, 13, 300, 3, 16),
            (1, 49, 49, 3, 33), (3, 7, 20, 8, 8),
        ] {
            let width = heads * dimension
            let q = numbers.tensor([batch, queries, width], in: -4...4)
            let k = numbers.tensor([batch, keys, width], in: -4...4)
            let v = numbers.tensor([batch, keys, width])
            var mask = (0..<batch * keys).map { _ in Bool.random(using: &numbers) }
            for b in 0..<batch { mask[b * keys] = false }
            for excluded in [nil, mask] {
                let found = compute.attention(
                    query: q, key: k, value: v, heads: heads, excluded: excluded)
                let expected = naive.attention(
                    query: q, key: k, value: v, heads: heads, excluded: excluded)
                #expect(distance(found, expected) < 5e-6, "\(queries)×\(keys)×\(dimension)")
            }
        }
    }

    /// The naive attention against softmax and sums written out.
    @Test func byDefinition() throws {
        let compute = try Compute(threads: 1, instructionSet: .naive)
        var numbers = Numbers(seed: 2)
        let (queries, keys, width) = (3, 4, 2)
        let (q, k) = (numbers.tensor([1, queries, width]), numbers.tensor([1, keys, width]))
        let v = numbers.tensor([1, keys, width])
        let (a, b, c) = (q.values, k.values, v.values)
        var scores: [Float] = []
        for i in 0..<queries {
            for j in 0..<keys {
                scores.append(
                    (a[2 * i] * b[2 * j] + a[2 * i + 1] * b[2 * j + 1]) / Float(2).squareRoot())
            }
        }
        let p = compute.softmax(Tensor(shape: [queries, keys], values: scores)).values
        var expected: [Float] = []
        for i in 0..<queries {
            for d in 0..<width {
                expected.append((0..<keys).reduce(0) { $0 + p[i * keys + $1] * c[2 * $1 + d] })
            }
        }
        let found = compute.attention(query: q, key: k, value: v, heads: 1, excluded: nil)
        #expect(distance(found, Tensor(shape: [1, queries, width], values: expected)) < 1e-6)
    }

    @Test(arguments: InstructionSet.available)
    func oneVisibleKeyIsCopied(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 3)
        let (q, k) = (numbers.tensor([1, 9, 16]), numbers.tensor([1, 200, 16]))
        let v = numbers.tensor([1, 200, 16])
        for visible in [0, 127, 128, 199] {
            var excluded = Array(repeating: true, count: 200)
            excluded[visible] = false
            let found = compute.attention(query: q, key: k, value: v, heads: 2, excluded: excluded)
            let row = Array(v.values[visible * 16..<(visible + 1) * 16])
            for i in 0..<9 { #expect(Array(found.values[i * 16..<(i + 1) * 16]) == row) }
        }
        let nothing = compute.attention(
            query: q, key: k, value: v, heads: 2, excluded: Array(repeating: true, count: 200))
        #expect(nothing.values.allSatisfy { $0 == 0 })
    }

    static let levels = [(height: 5, width: 7), (height: 3, width: 2), (height: 1, width: 1)]

    @Test(arguments: fastSets)
    func deformableAgreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 4)
        for (heads, dimension, points) in [(1, 1, 1), (2, 8, 4), (8, 32, 4), (3, 22, 7)] {
            let value = numbers.tensor([2, 42, heads * dimension])
            // A good part of the points lies outside the maps.
            let locations = numbers.tensor([2, 11, heads, 3, points, 2], in: -0.5...1.5)
            let weights = numbers.tensor([2, 11, heads, 3 * points])
            let found = compute.deformableSample(
                value: value, levels: Self.levels, locations: locations, weights: weights)
            let expected = naive.deformableSample(
                value: value, levels: Self.levels, locations: locations, weights: weights)
            #expect(distance(found, expected) < 5e-6, "\(heads)×\(dimension)")
        }
    }

    /// One map of 2×3 with the values 1 2 3 / 4 5 6, sampled at points worked out by hand.
    @Test(arguments: InstructionSet.available)
    func deformableByHand(set: InstructionSet) throws {
        let compute = try Compute(threads: 1, instructionSet: set)
        let value = Tensor(shape: [1, 6, 1], values: [1, 2, 3, 4, 5, 6])
        let sixth: Float = 1 / 6
        let cases: [(x: Float, y: Float, expected: Float)] = [
            (sixth, 0.25, 1), (5 * sixth, 0.75, 6), (0.5, 0.5, 3.5), (2 * sixth, 0.25, 1.5),
            (0, 0.25, 0.5), (0, 0, 0.25), (1, 1, 1.5), (-sixth, 0.5, 0), (0.5, 1.25, 0),
            (100, 0.5, 0), (-1e30, 1e30, 0), (.infinity, 0.5, 0), (.nan, 0.5, 0),
        ]
        for c in cases {
            let found = compute.deformableSample(
                value: value, levels: [(2, 3)],
                locations: Tensor(shape: [1, 1, 1, 1, 1, 2], values: [c.x, c.y]),
                weights: Tensor(shape: [1, 1, 1, 1], values: [2])
            ).values[0]
            #expect(abs(found - 2 * c.expected) < 1e-5, "at \(c.x), \(c.y)")
        }
    }
}
