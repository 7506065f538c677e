/// A tensor whose values are kept as bfloat16, in half of the memory.
package struct RoundedTensor: Sendable {
    package let shape: [Int]
    private let values: ArraySlice<UInt16>

    private init(shape: [Int], values: ArraySlice<UInt16>) {
        (self.shape, self.values) = (shape, values)
    }

    /// Rounds to the nearest, to even where two are as near.
    package init(_ tensor: Tensor) {
        shape = tensor.shape
        values = tensor.withUnsafeBuffer { floats in
            [UInt16](unsafeUninitializedCapacity: floats.count) { halves, count in
                for at in floats.indices { halves[at] = floats[at].bfloat16Pattern }
                count = floats.count
            }[...]
        }
    }

    /// The values in float32.
    package var tensor: Tensor {
        values.withUnsafeBufferPointer { halves in
            .filled(shape) { floats in
                for at in floats.indices { floats[at] = Float(bfloat16Pattern: halves[at]) }
            }
        }
    }

    /// The same values under another shape of the same count; shares memory.
    package func reshaped(_ shape: [Int]) -> RoundedTensor {
        precondition(shape.reduce(1, *) == values.count, "cannot view \(self.shape) as \(shape)")
        return RoundedTensor(shape: shape, values: values)
    }

    /// The part of the first axis inside `range`; shares memory.
    package func rows(_ range: Range<Int>) -> RoundedTensor {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
        let row = shape.dropFirst().reduce(1, *)
        let start = values.startIndex + range.lowerBound * row
        return RoundedTensor(
            shape: [range.count] + shape.dropFirst(),
            values: values[start..<(start + range.count * row)])
    }
}
