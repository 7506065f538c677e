import Foundation
import Testing

@testable import Tensors

/// Normalisations, softmax and elementwise functions of every instruction set against the naive ones.
struct NormalisationTests {
    static let widths = [1, 3, 8, 16, 17, 31, 64, 100, 256]

    @Test(arguments: fastSets)
    func layerNorm(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 1)
        for width in Self.widths {
            // A large mean beside a small spread, as the residual stream of a transformer has.
            let x = numbers.tensor([3, 5, width], in: 99...101)
            let residual = numbers.tensor([3, 5, width])
            let (w, b) = (numbers.tensor([width]), numbers.tensor([width]))
            for residual in [nil, residual] {
                let norm = Normalisation(weight: w, bias: b, epsilon: 1e-5)
                let found = compute.layerNorm(x, norm, residual: residual)
                let expected = naive.layerNorm(x, norm, residual: residual)
                #expect(distance(found, expected) < 1e-4, "width \(width)")
            }
        }
    }

    @Test(arguments: fastSets)
    func groupNorm(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 2)
        for (shape, groups) in [
            ([1, 1, 1, 4], 2), ([2, 9, 17, 32], 8), ([3, 5, 7, 30], 5), ([1, 13, 11, 64], 32),
        ] {
            let x = numbers.tensor(shape, in: 9...11)
            let (w, b) = (numbers.tensor([shape[3]]), numbers.tensor([shape[3]]))
            for activation in Activation.allCases {
                let found = compute.groupNorm(
                    x, groups: groups, weight: w, bias: b, epsilon: 1e-5, activation: activation)
                let expected = naive.groupNorm(
                    x, groups: groups, weight: w, bias: b, epsilon: 1e-5, activation: activation)
                #expect(distance(found, expected) < 2e-5, "\(shape)")
            }
        }
    }

    /// Each image and group has mean 0 and variance 1 before weight and bias.
    @Test(arguments: InstructionSet.available)
    func groupNormByDefinition(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 3)
        let (n, area, channels, groups) = (2, 150, 12, 3)
        let x = numbers.tensor([n, 10, 15, channels], in: -3...7)
        let ones = Tensor(shape: [channels], values: Array(repeating: 1, count: channels))
        let y = compute.groupNorm(
            x, groups: groups, weight: ones, bias: Tensor(zeros: [channels]), epsilon: 0
        ).values
        for image in 0..<n {
            for group in 0..<groups {
                var part: [Double] = []
                for i in 0..<area {
                    for c in 0..<4 {
                        part.append(Double(y[(image * area + i) * 12 + group * 4 + c]))
                    }
                }
                let mean = part.reduce(0, +) / Double(part.count)
                let variance =
                    part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(part.count)
                #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-4)
            }
        }
    }

    @Test(arguments: fastSets)
    func softmax(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 4)
        for width in Self.widths {
            let x = numbers.tensor([7, width], in: -60...60)
            #expect(distance(compute.softmax(x), naive.softmax(x)) < 2e-6, "width \(width)")
        }
        let hidden = Tensor(shape: [1, 3], values: [-.infinity, 2, 2])
        #expect(compute.softmax(hidden).values == [0, 0.5, 0.5])
    }

    @Test(arguments: fastSets)
    func functions(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 5)
        for range: ClosedRange<Float> in [-0.01...0.01, -5...5, -200...200] {
            let x = numbers.tensor([997], in: range)
            let limit = 3e-7 * range.upperBound.magnitude
            #expect(distance(compute.sigmoid(x), naive.sigmoid(x)) < 3e-7)
            #expect(difference(compute.tanh(x), naive.tanh(x)) < 2e-7)
            #expect(difference(compute.gelu(x), naive.gelu(x)) < limit)
            #expect(compute.relu(x).values == naive.relu(x).values)
        }
    }

    @Test(arguments: InstructionSet.available)
    func sumsAndProductsSpread(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 6)
        for shape in [[2, 3, 5], [4, 1, 37], [1, 1, 1], [3, 200, 64]] {
            let a = numbers.tensor(shape)
            for b in [shape, Array(shape.dropFirst()), [shape[2]], [], [1]].map({
                numbers.tensor($0)
            }) {
                let (x, y) = (a.values, b.values)
                let sums = x.indices.map { x[$0] + y[$0 % y.count] }
                let products = x.indices.map { x[$0] * y[$0 % y.count] }
                #expect(compute.add(a, b).values == sums)
                #expect(compute.multiply(a, b).values == products)
            }
        }
    }

    private func difference(_ a: Tensor, _ b: Tensor) -> Float {
        zip(a.values, b.values).map { ($0 - $1).magnitude }.max() ?? 0
    }
}
