import Testing

@testable import Tensors

/// Expansion, filter and projection together, against the naive twin and against one after another.
struct InvertedResidualTests {
    struct Shape: Sendable {
        var map: [Int]
        var hidden: Int
        var outputs: Int
        var kernel: Int
        var stride: Int
        var padding: (Int, Int)
        var expands = true
    }

    static let shapes = [
        // Bands with an expansion of their own.
        Shape(map: [1, 33, 19, 6], hidden: 36, outputs: 20, kernel: 3, stride: 1, padding: (1, 1)),
        Shape(map: [2, 40, 31, 5], hidden: 32, outputs: 8, kernel: 3, stride: 2, padding: (0, 1)),
        Shape(map: [1, 64, 23, 4], hidden: 24, outputs: 17, kernel: 5, stride: 2, padding: (1, 2)),
        Shape(map: [1, 70, 9, 3], hidden: 19, outputs: 33, kernel: 5, stride: 1, padding: (2, 2)),
        Shape(
            map: [1, 48, 65, 16], hidden: 96, outputs: 24, kernel: 3, stride: 2, padding: (1, 1)),
        // Several steps to a band, which share lines.
        Shape(map: [1, 33, 150, 4], hidden: 64, outputs: 9, kernel: 3, stride: 1, padding: (1, 1)),
        Shape(map: [2, 49, 301, 3], hidden: 32, outputs: 8, kernel: 5, stride: 2, padding: (1, 2)),
        // Expanded before, since bands would share too much.
        Shape(map: [2, 17, 21, 7], hidden: 48, outputs: 40, kernel: 5, stride: 1, padding: (2, 2)),
        // Too small for bands.
        Shape(map: [2, 6, 7, 12], hidden: 72, outputs: 12, kernel: 5, stride: 1, padding: (2, 2)),
        // No expansion.
        Shape(
            map: [2, 18, 25, 32], hidden: 32, outputs: 16, kernel: 3, stride: 1, padding: (1, 1),
            expands: false),
        Shape(
            map: [1, 37, 30, 20], hidden: 20, outputs: 70, kernel: 3, stride: 2, padding: (0, 1),
            expands: false),
    ]

    struct Layers {
        let expansion, filter, projection: Tensor
        let biases: [Tensor]

        init(_ shape: Shape, _ numbers: inout Numbers) {
            let (inputs, hidden) = (shape.map[3], shape.hidden)
            expansion = numbers.tensor([hidden, inputs, 1, 1], in: -2...2)
            filter = numbers.tensor([hidden, 1, shape.kernel, shape.kernel])
            projection = numbers.tensor([shape.outputs, hidden, 1, 1])
            biases = [hidden, hidden, shape.outputs].map { numbers.tensor([$0]) }
        }

        func packed(_ shape: Shape, _ compute: Compute) -> [PackedConvolution] {
            [
                compute.pack(convolution: expansion, bias: biases[0], stride: 1, padding: 0),
                compute.pack(
                    convolution: filter, bias: biases[1], stride: shape.stride,
                    padding: shape.padding.0, trailing: shape.padding.1, groups: shape.hidden),
                compute.pack(convolution: projection, bias: biases[2], stride: 1, padding: 0),
            ]
        }
    }

    @Test(arguments: InstructionSet.available)
    func agreesWithOneAfterAnother(set: InstructionSet) throws {
        let naive = try Compute(threads: 2, instructionSet: .naive)
        var numbers = Numbers(seed: 8)
        for shape in Self.shapes {
            let x = numbers.tensor(shape.map, in: -3...3)
            let layers = Layers(shape, &numbers)
            let plain = layers.packed(shape, naive)
            let expanded =
                shape.expands ? naive.convolution(x, plain[0], activation: .relu6) : x
            let filtered = naive.convolution(expanded, plain[1], activation: .relu6)
            let bare = naive.convolution(filtered, plain[2])
            let residual = numbers.tensor(bare.shape, in: -9...9)
            let full = naive.convolution(
                filtered, plain[2], activation: .relu, residual: residual)

            var seen: [[Float]] = []
            for threads in [1, 2, 3] {
                let compute = try Compute(threads: threads, instructionSet: set)
                let fast = layers.packed(shape, compute)
                let found = { (activation: Activation, residual: Tensor?) in
                    compute.invertedResidual(
                        x, expansion: shape.expands ? fast[0] : nil, filter: fast[1],
                        projection: fast[2], hidden: .relu6, activation: activation,
                        residual: residual)
                }
                #expect(distance(found(.none, nil), bare) < 5e-6, "\(shape)")
                let result = found(.relu, residual)
                #expect(distance(result, full) < 5e-6, "\(shape) and a residual")
                seen.append(result.values)
            }
            #expect(seen[1] == seen[0] && seen[2] == seen[0], "\(shape), threads")
        }
    }

    /// Every way of cutting is among the shapes above.
    @Test func shapesMeetEveryCase() throws {
        let compute = try Compute(threads: 1)
        var numbers = Numbers(seed: 9)
        var cases: Set<String> = []
        for shape in Self.shapes {
            let packed = Layers(shape, &numbers).packed(shape, compute)
            let bands = InvertedResidualBands(
                Tensor(zeros: shape.map), expansion: shape.expands ? packed[0] : nil,
                filter: packed[1])
            cases.insert(
                bands.areNone ? "none" : bands.expandFirst ? "first" : "\(shape.expands)")
            if shape.expands && !bands.areNone && !bands.expandFirst && bands.step < bands.lines {
                cases.insert("steps")
            }
        }
        #expect(cases == ["none", "first", "true", "false", "steps"])
    }
}
