import Testing

@testable import Tensors

/// Widening, narrowing and normalisation together, against the naive twin and against one after another.
struct FeedForwardTests {
    struct Shape: Sendable {
        var rows: Int
        var inputs: Int
        var hidden: Int
        var outputs: Int
    }

    static let shapes = [
        // Several parts of what lies between, the last of them not whole.
        Shape(rows: 400, inputs: 40, hidden: 1030, outputs: 37),
        // Several parts of the input.
        Shape(rows: 385, inputs: 521, hidden: 33, outputs: 9),
        Shape(rows: 403, inputs: 24, hidden: 96, outputs: 24),
        // Too few rows for blocks.
        Shape(rows: 5, inputs: 64, hidden: 256, outputs: 64),
    ]

    struct Layers {
        let widening, narrowing: PackedLinear
        let norm: Normalisation

        init(_ shape: Shape, _ compute: Compute) {
            var numbers = Numbers(seed: 5)
            widening = compute.pack(
                linear: numbers.tensor([shape.hidden, shape.inputs]),
                bias: numbers.tensor([shape.hidden]))
            narrowing = compute.pack(
                linear: numbers.tensor([shape.outputs, shape.hidden]),
                bias: numbers.tensor([shape.outputs]))
            norm = Normalisation(
                weight: numbers.tensor([shape.outputs], in: 0.5...2),
                bias: numbers.tensor([shape.outputs]), epsilon: 1e-5)
        }
    }

    @Test(arguments: fastSets)
    func agreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        for shape in Self.shapes {
            var numbers = Numbers(seed: 9)
            let x = numbers.tensor([shape.rows, shape.inputs])
            let residual = numbers.tensor([shape.rows, shape.outputs], in: -9...9)
            for activation in Activation.allCases {
                let found = [naive, compute].map {
                    let layers = Layers(shape, $0)
                    return $0.feedForward(
                        x, widening: layers.widening, narrowing: layers.narrowing,
                        inner: .each(activation), residual: residual, norm: layers.norm)
                }
                #expect(distance(found[1], found[0]) < 2e-5, "\(shape) \(activation)")
            }
        }
    }

    /// Attention to a few keys each: with something added before, and a softmax over every seven channels.
    @Test(arguments: InstructionSet.available, [24, 390])
    func softmaxBetween(set: InstructionSet, rows: Int) throws {
        let compute = try Compute(threads: 3, instructionSet: set)
        var numbers = Numbers(seed: 12)
        let shape = Shape(rows: rows, inputs: 40, hidden: 70, outputs: 37)
        let x = numbers.tensor([2, rows, shape.inputs])
        let residual = numbers.tensor([2, rows, shape.outputs])
        let added = numbers.tensor([rows / 2, shape.inputs])
        let layers = Layers(shape, compute)
        let placed = compute.add(x.reshaped([4, rows / 2, shape.inputs]), added)
        let scores = compute.linear(placed.reshaped(x.shape), layers.widening)
        let shares = compute.softmax(scores.reshaped([20 * rows, 7])).reshaped(scores.shape)
        let sum = compute.linear(shares, layers.narrowing, residual: residual)
        let found = compute.feedForward(
            x, adding: added, widening: layers.widening, narrowing: layers.narrowing,
            inner: .softmax(over: 7), residual: residual, norm: layers.norm)
        #expect(distance(found, compute.layerNorm(sum, layers.norm)) < 1e-6)
    }

    /// The same bits as layer after layer.
    @Test(arguments: InstructionSet.available, Precision.allCases)
    func equalsOneAfterAnother(set: InstructionSet, precision: Precision) throws {
        for shape in Self.shapes {
            var numbers = Numbers(seed: 9)
            let x = numbers.tensor([shape.rows, shape.inputs])
            let residual = numbers.tensor([shape.rows, shape.outputs])
            let compute = try Compute(threads: 3, instructionSet: set, precision: precision)
            let layers = Layers(shape, compute)
            let inner = compute.linear(x, layers.widening, activation: .relu)
            let sum = compute.linear(inner, layers.narrowing, residual: residual)
            for norm in [nil, layers.norm] {
                let found = compute.feedForward(
                    x, widening: layers.widening, narrowing: layers.narrowing,
                    inner: .each(.relu), residual: residual, norm: norm)
                let expected = norm.map { compute.layerNorm(sum, $0) } ?? sum
                #expect(distance(found, expected) == 0, "\(shape)")
            }
        }
    }
}
