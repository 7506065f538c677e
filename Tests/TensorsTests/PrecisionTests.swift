import CKernels
import Testing

@testable import Tensors

/// Products with weights of fewer bits, against the naive kernels with the same weights.
struct PrecisionTests {
    private static let less = Precision.allCases.filter { $0 != .fp32 }

    /// What sums of the fast kernels and of the naive ones may differ by: some of those round rows to 16 bits
    /// for int8.
    private static func tolerance(_ precision: Precision) -> Float {
        precision == .int8 ? 1e-4 : 2e-5
    }

    /// Values that lose nothing where rows are rounded, to bfloat16 or to 8 bits between the least and the
    /// largest of them, whichever a part of a row has.
    private static func exact(_ shape: [Int], _ numbers: inout Numbers) -> Tensor {
        let random = numbers.tensor(shape, in: 0...3)
        return Tensor.filled(shape) { values in
            for i in values.indices {
                values[i] = [-0.125, 0, 0.25][min(2, Int(random.values[i]))]
            }
        }
    }

    private static func pair(
        _ set: InstructionSet, _ precision: Precision
    ) throws -> (naive: Compute, fast: Compute) {
        (
            try Compute(threads: 1, instructionSet: .naive, precision: precision),
            try Compute(threads: 2, instructionSet: set, precision: precision)
        )
    }

    @Test(arguments: fastSets, less)
    func linear(set: InstructionSet, precision: Precision) throws {
        let (naive, fast) = try Self.pair(set, precision)
        var numbers = Numbers(seed: 31)
        let shapes = [
            (1, 64, 64), (12, 64, 80), (97, 64, 256), (20, 768, 1030), (3, 1500, 70),
            (61, 513, 130), (200, 65, 97), (33, 1025, 64),
        ]
        for (rows, inputs, outputs) in shapes {
            // Small enough that the ceiling of ReLU6 does not hide what errors are relative to.
            let x = Self.exact([rows, inputs], &numbers)
            let w = numbers.tensor([outputs, inputs])
            let bias = numbers.tensor([outputs])
            let residual = numbers.tensor([rows, outputs])
            let (plain, packed) = (
                naive.pack(linear: w, bias: bias), fast.pack(linear: w, bias: bias)
            )
            for activation in Activation.allCases {
                for residual in [nil, residual] {
                    let expected = naive.linear(
                        x, plain, activation: activation, residual: residual)
                    let found = fast.linear(x, packed, activation: activation, residual: residual)
                    #expect(
                        distance(found, expected) < Self.tolerance(precision),
                        "\(rows)×\(inputs)×\(outputs) \(activation)")
                }
            }
        }
    }

    @Test(arguments: fastSets, less)
    func convolutions(set: InstructionSet, precision: Precision) throws {
        let (naive, fast) = try Self.pair(set, precision)
        var numbers = Numbers(seed: 32)
        let shapes = [
            ProductTests.Shape(
                map: [1, 9, 11, 64], outputs: 80, kernel: (1, 1), stride: 1, padding: 0),
            ProductTests.Shape(
                map: [2, 12, 7, 48], outputs: 70, kernel: (3, 3), stride: 2, padding: 1),
            ProductTests.Shape(
                map: [1, 10, 6, 64], outputs: 64, kernel: (3, 3), stride: 1, padding: 2,
                dilation: 2),
            ProductTests.Shape(
                map: [1, 8, 12, 7], outputs: 65, kernel: (4, 4), stride: 4, padding: 0),
        ]
        for s in shapes {
            let x = Self.exact(s.map, &numbers)
            let w = numbers.tensor([s.outputs, s.map[3], s.kernel.0, s.kernel.1])
            let bias = numbers.tensor([s.outputs])
            let found = [naive, fast].map { compute in
                compute.convolution(
                    x,
                    compute.pack(
                        convolution: w, bias: bias, stride: s.stride, padding: s.padding,
                        dilation: s.dilation), activation: .relu)
            }
            #expect(distance(found[1], found[0]) < Self.tolerance(precision), "\(s)")
        }
    }

    @Test(arguments: fastSets, less)
    func invertedResidual(set: InstructionSet, precision: Precision) throws {
        let (naive, fast) = try Self.pair(set, precision)
        var numbers = Numbers(seed: 33)
        let (inputs, hidden) = (64, 192)
        let x = numbers.tensor([1, 20, 24, inputs])
        let wide = numbers.tensor([hidden, inputs, 1, 1])
        let taps = numbers.tensor([hidden, 1, 3, 3])
        // One of fewer outputs, too: a layer that stays in float32 behind one that does not.
        for outputs in [80, 32] {
            let narrow = numbers.tensor([outputs, hidden, 1, 1])
            let found = [naive, fast].map { compute in
                compute.invertedResidual(
                    x,
                    expansion: compute.pack(convolution: wide, bias: nil, stride: 1, padding: 0),
                    filter: compute.pack(
                        convolution: taps, bias: nil, stride: 1, padding: 1, groups: hidden),
                    projection: compute.pack(
                        convolution: narrow, bias: nil, stride: 1, padding: 0), hidden: .relu6)
            }
            // What the projection reads is of any values, and rounded by some sets.
            let tolerance = set.roundsRows(at: precision) ? 1e-2 : Self.tolerance(precision)
            #expect(distance(found[1], found[0]) < tolerance, "\(outputs)")
        }
    }

    @Test(arguments: fastSets, less)
    func rowsAreRounded(set: InstructionSet, precision: Precision) throws {
        let (naive, fast) = try Self.pair(set, precision)
        var numbers = Numbers(seed: 37)
        for (rows, inputs) in [(1, 64), (13, 70), (40, 515), (7, 1031)] {
            let x = numbers.tensor([rows, inputs], in: -0.3...0.9)
            let w = numbers.tensor([96, inputs])
            let apart = distance(
                fast.linear(x, fast.pack(linear: w, bias: nil)),
                naive.linear(x, naive.pack(linear: w, bias: nil)))
            #expect(apart < (set.roundsRows(at: precision) ? 1e-2 : Self.tolerance(precision)))
            #expect(apart > 2e-5 || !set.roundsRows(at: precision))
        }
    }

    /// Rows in which nothing differs from its neighbour: their range is no range.
    @Test(arguments: fastSets, less)
    func evenRows(set: InstructionSet, precision: Precision) throws {
        let (naive, fast) = try Self.pair(set, precision)
        var numbers = Numbers(seed: 38)
        let w = numbers.tensor([80, 600])
        let x = Tensor.filled([3, 600]) { values in
            for i in values.indices { values[i] = [0, -0.5, 3][i / 600] }
        }
        let found = [naive, fast].map { $0.linear(x, $0.pack(linear: w, bias: nil)) }
        #expect(distance(found[1], found[0]) < Self.tolerance(precision))
    }

    @Test(arguments: InstructionSet.available)
    func weightsAreRounded(set: InstructionSet) throws {
        var numbers = Numbers(seed: 34)
        let (inputs, outputs) = (70, 90)
        let w = numbers.tensor([outputs, inputs])
        // Rows with a single one: what comes out are the weights.
        let one = Tensor.filled([inputs, inputs]) { values in
            for i in values.indices { values[i] = i / inputs == i % inputs ? 1 : 0 }
        }
        let found = try Precision.allCases.map { precision in
            let compute = try Compute(threads: 1, instructionSet: set, precision: precision)
            return compute.linear(one, compute.pack(linear: w, bias: nil)).values
        }
        var isRounded = (bf16: false, int8: false)
        for o in 0..<outputs {
            let row = w.values[o * inputs..<(o + 1) * inputs]
            let largest = row.map(\.magnitude).max() ?? 0
            for (i, weight) in row.enumerated() {
                let place = i * outputs + o
                #expect(found[0][place] == weight)
                let half = Float(
                    bitPattern: (weight.bitPattern + 0x7FFF + (weight.bitPattern >> 16 & 1))
                        & 0xFFFF_0000)
                #expect(found[1][place] == half)
                #expect((found[2][place] - weight).magnitude <= largest * 0.50002 / 127)
                isRounded.bf16 = isRounded.bf16 || found[1][place] != weight
                isRounded.int8 =
                    isRounded.int8
                    || (found[2][place] - weight).magnitude > largest * 0.25 / 127
            }
        }
        #expect(isRounded.bf16 && isRounded.int8)
    }

    @Test(arguments: InstructionSet.available, Precision.allCases)
    func threadsChangeNothing(set: InstructionSet, precision: Precision) throws {
        var numbers = Numbers(seed: 35)
        let x = numbers.tensor([333, 600])
        let w = numbers.tensor([200, 600])
        let found = try [1, 2, 3].map { threads in
            let compute = try Compute(threads: threads, instructionSet: set, precision: precision)
            return compute.linear(x, compute.pack(linear: w, bias: nil)).values
        }
        #expect(found[0] == found[1] && found[0] == found[2])
    }

    @Test func smallLayersStayAsTheyAre() throws {
        var numbers = Numbers(seed: 36)
        let x = numbers.tensor([40, 256])
        for outputs in [4, 63] {
            let w = numbers.tensor([outputs, 256])
            let found = try Precision.allCases.map { precision in
                let compute = try Compute(threads: 1, precision: precision)
                return compute.linear(x, compute.pack(linear: w, bias: nil)).values
            }
            #expect(found[0] == found[1] && found[0] == found[2])
        }
    }

    @Test func memoryIsHalfAndAQuarter() throws {
        let compute = try Compute(threads: 1)
        let matrix = compute.kernels.matrix
        guard matrix.panel > 1 else { return }
        let bytes = [WeightFormat.float32, .bfloat16, .int8].map {
            var task = ck_pack()
            (task.numbers, task.outputs, task.inputs) = ($0.code, 1024, 1024)
            (task.height, task.width) = (1, 1)
            return matrix.matrix_bytes(&task)
        }
        #expect(bytes[0] == 4 << 20 && bytes[1] == 2 << 20)
        // Behind the bytes a scale for each output, and where rows have a least value sums of its weights in two parts.
        let sums = compute.instructionSet.roundsRows(at: .int8) ? 8 << 10 : 0
        #expect(bytes[2] == 1 << 20 + 4 << 10 + sums)
    }
}

extension InstructionSet {
    /// Whether rows are rounded to the bits of the weights, or to few more.
    fileprivate func roundsRows(at precision: Precision) -> Bool {
        self == .avx512bf16 && precision != .fp32
    }
}
