import Testing

@testable import Tensors

/// What a decoder does step by step.
struct StepTests {
    /// Matrices as files store them.
    private final class Bytes: Sendable {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    private func matrix(
        _ numbers: StoredMatrix.Numbers, _ outputs: Int, _ inputs: Int, _ random: inout Numbers,
        _ body: (StoredMatrix) -> Void
    ) {
        var bytes: [UInt8] = []
        for _ in 0..<(outputs * inputs) {
            let value = Float.random(in: -1...1, using: &random)
            switch numbers {
            case .int8: bytes.append(UInt8(bitPattern: Int8(value * 127)))
            case .float16:
                // Sign, exponents from subnormal to 2, fraction.
                let half = UInt16.random(in: 0..<0x4000, using: &random) | (value < 0 ? 0x8000 : 0)
                withUnsafeBytes(of: half.littleEndian) { bytes += $0 }
            case .float32:
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
            }
        }
        let owner = Bytes([0] + bytes)
        let scales = numbers == .int8 ? random.tensor([outputs]) : nil
        owner.bytes.withUnsafeBytes { all in
            // From an odd address, as files have them.
            body(
                StoredMatrix(
                    numbers, outputs: outputs, inputs: inputs,
                    bytes: UnsafeRawBufferPointer(rebasing: all[1...]), scales: scales,
                    owner: owner))
        }
    }

    @Test(arguments: fastSets)
    func storedMatricesAgreeWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var random = Numbers(seed: 1)
        for numbers in [StoredMatrix.Numbers.float32, .float16, .int8] {
            for (rows, inputs, outputs) in [
                (1, 1, 1), (1, 64, 96), (2, 33, 7), (5, 384, 130), (4, 7, 3), (9, 130, 65),
            ] {
                let x = random.tensor([rows, inputs])
                let (bias, residual) = (random.tensor([outputs]), random.tensor([rows, outputs]))
                matrix(numbers, outputs, inputs, &random) { matrix in
                    for activation in [Activation.none, .gelu] {
                        let found = compute.linear(
                            x, matrix, bias: bias, activation: activation, residual: residual)
                        let expected = naive.linear(
                            x, matrix, bias: bias, activation: activation, residual: residual)
                        #expect(distance(found, expected) < 1e-5, "\(numbers) \(rows)×\(inputs)")
                    }
                    // Rows as they are read one by one make the same product.
                    let rows = matrix.rows(Array(0..<outputs))
                    let plain = compute.linear(x, compute.pack(linear: rows, bias: nil))
                    #expect(distance(compute.linear(x, matrix, bias: nil), plain) < 1e-5)
                    #expect(matrix.isFinite)
                }
            }
        }
    }

    @Test func valuesThatAreNoNumbersAreSeen() {
        let owner = Bytes([0, 0x3C, 0, 0x7C, 0, 0xFC, 1, 0x7E])
        owner.bytes.withUnsafeBytes { bytes in
            let first = UnsafeRawBufferPointer(rebasing: bytes[..<2])
            #expect(
                StoredMatrix(.float16, outputs: 1, inputs: 1, bytes: first, owner: owner).isFinite)
            for start in [2, 4, 6] {
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + 2)])
                #expect(
                    !StoredMatrix(.float16, outputs: 1, inputs: 1, bytes: part, owner: owner)
                        .isFinite)
            }
        }
        #expect(!StoredMatrix(Tensor(shape: [1, 2], values: [1, .nan])).isFinite)
    }

    /// Attention step by step is attention to all that came before.
    @Test(arguments: InstructionSet.available)
    func memoryIsAttentionToWhatCameBefore(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var random = Numbers(seed: 3)
        let (heads, width, length) = (3, 60, 37)
        let memory = StepMemory(most: 4, capacity: length, width: width)
        memory.keep([0, 0])
        var (keys, values): ([Tensor], [Tensor]) = ([], [])
        for step in 0..<length {
            let (key, value) = (random.tensor([2, width]), random.tensor([2, width]))
            memory.append(keys: key, values: value)
            keys.append(key)
            values.append(value)
            let query = random.tensor([2, width], in: -3...3)
            let found = compute.attention(query: query, to: memory, heads: heads)
            for sequence in 0..<2 {
                let row = sequence..<(sequence + 1)
                let all = { (tensors: [Tensor]) in
                    compute.concatenate(tensors.map { $0.rows(row) }, axis: 0)
                        .reshaped([1, step + 1, width])
                }
                let expected = compute.attention(
                    query: query.rows(row).reshaped([1, 1, width]), key: all(keys),
                    value: all(values), heads: heads, excluded: nil)
                #expect(distance(found.rows(row), expected.reshaped([1, width])) < 1e-5)
            }
        }
    }

    /// Positions added at once, each of which sees those before it.
    @Test(arguments: InstructionSet.available)
    func positionsAtOnceAreThoseOneByOne(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var random = Numbers(seed: 6)
        let (heads, width, counts) = (3, 60, [1, 7, 1, 12])
        let length = counts.reduce(0, +)
        let slow = StepMemory(most: 1, capacity: length, width: width)
        let quick = StepMemory(most: 1, capacity: length, width: width)
        for count in counts {
            let (keys, values) = (random.tensor([count, width]), random.tensor([count, width]))
            let query = random.tensor([count, width], in: -3...3)
            quick.append(keys: keys, values: values)
            let found = compute.attention(query: query, to: quick, heads: heads)
            for row in 0..<count {
                let row = row..<(row + 1)
                slow.append(keys: keys.rows(row), values: values.rows(row))
                let expected = compute.attention(query: query.rows(row), to: slow, heads: heads)
                #expect(found.rows(row).values == expected.values)
            }
        }
        #expect(quick.length == slow.length)
    }

    @Test func keptSequencesGoOnFromTheirOwnPast() throws {
        let compute = try Compute(threads: 1)
        var random = Numbers(seed: 4)
        let memory = StepMemory(most: 3, capacity: 4, width: 8)
        let shared = StepMemory(most: 1, capacity: 4, width: 8)
        memory.keep([0, 0, 0])
        let first = (random.tensor([3, 8]), random.tensor([3, 8]))
        memory.append(keys: first.0, values: first.1)
        shared.append(keys: first.0.rows(2..<3), values: first.1.rows(2..<3))
        memory.keep([2, 0])
        #expect(memory.sequences == 2)
        let next = (random.tensor([2, 8]), random.tensor([2, 8]))
        memory.append(keys: next.0, values: next.1)
        shared.append(keys: next.0.rows(0..<1), values: next.1.rows(0..<1))
        let query = random.tensor([2, 8])
        let found = compute.attention(query: query, to: memory, heads: 2)
        let expected = compute.attention(query: query.rows(0..<1), to: shared, heads: 2)
        #expect(found.rows(0..<1).values == expected.values)
    }

    @Test(arguments: fastSets)
    func sharedKeysAgreeWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var random = Numbers(seed: 5)
        for (sequences, positions, heads, dimension) in [
            (1, 1, 1, 1), (5, 150, 6, 64), (3, 33, 2, 20),
        ] {
            let query = random.tensor([sequences, heads * dimension], in: -4...4)
            let keys = random.tensor([positions, heads * dimension])
            let values = random.tensor([positions, heads * dimension])
            let found = compute.attention(query: query, keys: keys, values: values, heads: heads)
            let expected = naive.attention(query: query, keys: keys, values: values, heads: heads)
            #expect(distance(found, expected) < 5e-6)
        }
    }
}
