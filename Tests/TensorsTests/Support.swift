import Randomness
import Testing

@testable import Tensors

/// Seeded numbers.
typealias Numbers = SplitMix64

extension Numbers {
    mutating func tensor(_ shape: [Int], in range: ClosedRange<Float> = -1...1) -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &self) }
        return Tensor(shape: shape, values: values)
    }
}

/// Largest difference between two tensors over the largest magnitude of the second.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
    guard a.shape == b.shape else { return .infinity }
    var difference: Float = 0
    var magnitude: Float = 1e-3
    for (x, y) in zip(a.values, b.values) {
        guard x.isFinite == y.isFinite else { return .infinity }
        difference = max(difference, (x - y).magnitude)
        magnitude = max(magnitude, y.magnitude)
    }
    return difference / magnitude
}

/// The instruction sets to hold against the naive kernels.
let fastSets = InstructionSet.available.filter { $0 != .naive }

/// The reference and the kernels to hold against it.
func pair(_ set: InstructionSet) throws -> (naive: Compute, fast: Compute) {
    (
        try Compute(threads: 1, instructionSet: .naive),
        try Compute(threads: 2, instructionSet: set)
    )
}
