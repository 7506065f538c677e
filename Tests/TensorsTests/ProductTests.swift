import COpenBLAS
import Testing

@testable import Tensors

/// Products of every instruction set against the naive kernels, and those against OpenBLAS.
struct ProductTests {
    static let linearShapes = [
        (1, 1, 1), (2, 3, 5), (5, 256, 1), (12, 32, 32), (13, 33, 31), (37, 100, 4), (60, 7, 97),
        (97, 64, 256), (240, 48, 80), (20, 768, 1030), (500, 19, 33), (3, 1500, 70),
    ]

    @Test(arguments: InstructionSet.available)
    func linearAgreesWithOpenBLAS(set: InstructionSet) throws {
        openblas_set_num_threads(1)
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 1)
        for (rows, inputs, outputs) in Self.linearShapes {
            let x = numbers.tensor([rows, inputs])
            let w = numbers.tensor([outputs, inputs])
            let expected = Tensor.filled([rows, outputs]) { c in
                x.withUnsafeBuffer { a in
                    w.withUnsafeBuffer { b in
                        cblas_sgemm(
                            CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows),
                            blasint(outputs), blasint(inputs), 1, a.baseAddress, blasint(inputs),
                            b.baseAddress, blasint(inputs), 0, c.baseAddress, blasint(outputs))
                    }
                }
            }
            let found = compute.linear(x, compute.pack(linear: w, bias: nil))
            #expect(distance(found, expected) < 2e-6 * Float(inputs).squareRoot() + 1e-6)
        }
    }

    @Test(arguments: fastSets)
    func linearEpilogues(set: InstructionSet) throws {
        let naive = try Compute(threads: 2, instructionSet: .naive)
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 2)
        for (rows, inputs, outputs) in Self.linearShapes {
            let x = numbers.tensor([rows, inputs])
            let w = numbers.tensor([outputs, inputs])
            let bias = numbers.tensor([outputs])
            let residual = numbers.tensor([rows, outputs])
            for activation in Activation.allCases {
                for residual in [nil, residual] {
                    let expected = naive.linear(
                        x, naive.pack(linear: w, bias: bias), activation: activation,
                        residual: residual)
                    let found = compute.linear(
                        x, compute.pack(linear: w, bias: bias), activation: activation,
                        residual: residual)
                    #expect(distance(found, expected) < 5e-6, "\(rows)×\(inputs)×\(outputs)")
                }
            }
        }
    }

    struct Shape: Sendable {
        var map: [Int]
        var outputs: Int
        var kernel: (Int, Int)
        var stride: Int
        var padding: Int
        var dilation = 1
        var groups = 1
    }

    static let convolutions = [
        Shape(map: [2, 9, 11, 3], outputs: 17, kernel: (7, 7), stride: 2, padding: 3),
        Shape(map: [1, 5, 4, 16], outputs: 16, kernel: (3, 3), stride: 1, padding: 1),
        Shape(map: [3, 13, 10, 33], outputs: 20, kernel: (3, 3), stride: 1, padding: 1),
        Shape(map: [1, 24, 40, 32], outputs: 64, kernel: (3, 3), stride: 1, padding: 1),
        Shape(map: [2, 12, 7, 48], outputs: 40, kernel: (3, 3), stride: 2, padding: 1),
        Shape(map: [1, 1, 1, 8], outputs: 9, kernel: (3, 3), stride: 1, padding: 1),
        Shape(map: [2, 6, 5, 70], outputs: 33, kernel: (1, 1), stride: 1, padding: 0),
        Shape(map: [2, 7, 6, 24], outputs: 36, kernel: (1, 1), stride: 2, padding: 0),
        Shape(map: [1, 8, 12, 3], outputs: 96, kernel: (4, 4), stride: 4, padding: 0),
        Shape(map: [1, 6, 9, 5], outputs: 7, kernel: (2, 5), stride: 1, padding: 2),
        Shape(
            map: [2, 11, 8, 16], outputs: 24, kernel: (3, 3), stride: 1, padding: 2, dilation: 2),
        Shape(map: [1, 6, 9, 5], outputs: 8, kernel: (3, 2), stride: 2, padding: 4, dilation: 4),
        Shape(
            map: [1, 10, 6, 64], outputs: 16, kernel: (3, 3), stride: 1, padding: 8, dilation: 8),
        Shape(map: [2, 10, 9, 40], outputs: 40, kernel: (3, 3), stride: 1, padding: 1, groups: 40),
        Shape(map: [1, 9, 8, 19], outputs: 19, kernel: (5, 5), stride: 2, padding: 2, groups: 19),
        Shape(map: [1, 7, 6, 12], outputs: 8, kernel: (3, 3), stride: 1, padding: 1, groups: 4),
    ]

    @Test(arguments: fastSets)
    func convolutions(set: InstructionSet) throws {
        let naive = try Compute(threads: 1, instructionSet: .naive)
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 3)
        for s in Self.convolutions {
            let x = numbers.tensor(s.map)
            let w = numbers.tensor([s.outputs, s.map[3] / s.groups, s.kernel.0, s.kernel.1])
            let bias = numbers.tensor([s.outputs])
            func packed(
                _ compute: Compute, _ algorithm: PackedConvolution.Algorithm?
            ) -> PackedConvolution {
                compute.pack(
                    convolution: w, bias: bias, stride: s.stride, padding: s.padding,
                    dilation: s.dilation, groups: s.groups, algorithm: algorithm)
            }
            let plain = naive.convolution(x, packed(naive, .grouped))
            let residual = numbers.tensor(plain.shape)
            let full = naive.convolution(
                x, packed(naive, .grouped), activation: .relu, residual: residual)
            let windowed =
                s.kernel == (3, 3) && s.stride == 1 && s.groups == 1 && s.dilation == 1
            let algorithms: [PackedConvolution.Algorithm?] =
                windowed ? [.gathered, .winograd] : s.groups == 1 ? [nil, .gathered] : [nil]
            for algorithm in algorithms {
                let weights = packed(compute, algorithm)
                #expect(distance(compute.convolution(x, weights), plain) < 1e-5, "\(s)")
                let found = compute.convolution(
                    x, weights, activation: .relu, residual: residual)
                #expect(distance(found, full) < 1e-5, "\(s) \(String(describing: algorithm))")
            }
        }
    }

    /// What is added behind the activation, and the halves that are kept, whichever algorithm does it.
    @Test(arguments: InstructionSet.available)
    func sums(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 4)
        for (map, outputs) in [
            ([2, 6, 10, 16], 20), ([1, 4, 8, 33], 16), ([1, 14, 2, 20], 70), ([1, 12, 12, 64], 1),
        ] {
            let x = numbers.tensor(map)
            let w = numbers.tensor([outputs, map[3], 3, 3])
            let bias = numbers.tensor([outputs])
            func packed(
                _ compute: Compute, _ algorithm: PackedConvolution.Algorithm
            ) -> PackedConvolution {
                compute.pack(
                    convolution: w, bias: bias, stride: 1, padding: 1, algorithm: algorithm)
            }
            let plain = naive.convolution(x, packed(naive, .grouped), activation: .relu)
            let residual = numbers.tensor(plain.shape)
            let whole = naive.add(plain, residual)
            let half = naive.maxPool(whole, kernel: 2, stride: 2, padding: 0)
            for algorithm in [PackedConvolution.Algorithm.winograd, .gathered] {
                for (halved, expected) in [(false, whole), (true, half)] {
                    let found = compute.sum(
                        of: residual, and: x, packed(compute, algorithm), activation: .relu,
                        halved: halved)
                    #expect(distance(found, expected) < 1e-5, "\(map) \(algorithm) \(halved)")
                }
            }
        }
    }

    /// The naive convolution itself, against sums written out by hand.
    @Test func convolutionByHand() throws {
        let compute = try Compute(threads: 1, instructionSet: .naive)
        // Input 2×3 of one channel: 1 2 3 / 4 5 6; kernel 2×2: 1 10 / 100 1000.
        let x = Tensor(shape: [1, 2, 3, 1], values: [1, 2, 3, 4, 5, 6])
        let w = Tensor(shape: [1, 1, 2, 2], values: [1, 10, 100, 1000])
        let plain = compute.pack(convolution: w, bias: nil, stride: 1, padding: 0)
        #expect(compute.convolution(x, plain).values == [5421, 6532])
        let padded = compute.pack(
            convolution: w, bias: Tensor(shape: [1], values: [0.5]), stride: 2, padding: 1)
        #expect(compute.convolution(x, padded).shape == [1, 2, 2, 1])
        #expect(compute.convolution(x, padded).values == [1000.5, 3200.5, 40.5, 65.5])
    }
}
