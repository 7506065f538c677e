import Testing

@testable import Tensors

/// Seeded numbers (SplitMix64, Steele et al. 2014).
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

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
