import Testing

@testable import Tensors

/// One filter per channel, and zeros that are not the same on both sides of a map.
struct DepthwiseTests {
    struct Shape: Sendable {
        var map: [Int]
        var kernel: Int
        var stride: Int
        var padding: Int
        var trailing: Int
    }

    /// Maps that are narrower than a filter, than four and eight pixels; channels that fill vectors
    /// of 4, 8 and 16 and that do not; every side of the zeros.
    static let shapes: [Shape] = {
        var shapes: [Shape] = []
        let maps = [
            [1, 1, 1, 16], [2, 3, 2, 7], [1, 5, 6, 32], [1, 9, 13, 20], [2, 6, 18, 48],
            [1, 4, 29, 96], [1, 33, 11, 35],
        ]
        for map in maps {
            for kernel in [3, 5] {
                for (before, after) in [(0, 1), (1, 1), (1, 2), (2, 2), (0, 0), (3, 0), (2, 4)] {
                    let smallest = min(map[1], map[2])
                    guard smallest + before + after >= kernel else { continue }
                    for stride in [1, 2] {
                        shapes.append(
                            Shape(
                                map: map, kernel: kernel, stride: stride, padding: before,
                                trailing: after))
                    }
                }
            }
        }
        return shapes
    }()

    @Test(arguments: fastSets)
    func agreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 5)
        for (index, shape) in Self.shapes.enumerated() {
            let channels = shape.map[3]
            let x = numbers.tensor(shape.map, in: -4...4)
            let weight = numbers.tensor([channels, 1, shape.kernel, shape.kernel], in: -2...2)
            let bias = index % 3 == 0 ? nil : numbers.tensor([channels])
            let pack = { (compute: Compute) in
                compute.pack(
                    convolution: weight, bias: bias, stride: shape.stride, padding: shape.padding,
                    trailing: shape.trailing, groups: channels)
            }
            let (reference, fast) = (pack(naive), pack(compute))
            #expect(fast.algorithm == .depthwise)
            let plain = naive.convolution(x, reference)
            let residual = numbers.tensor(plain.shape, in: -9...9)
            for activation in Activation.allCases {
                let expected = naive.convolution(x, reference, activation: activation)
                let found = compute.convolution(x, fast, activation: activation)
                #expect(distance(found, expected) < 2e-6, "\(shape), \(activation)")
            }
            let expected = naive.convolution(
                x, reference, activation: .relu6, residual: residual)
            let found = compute.convolution(x, fast, activation: .relu6, residual: residual)
            #expect(distance(found, expected) < 2e-6, "\(shape) and a residual")
        }
    }

    /// Sums worked out by hand: ones under a filter of 1 … 9 count the taps inside the map.
    @Test(arguments: InstructionSet.available)
    func zerosByHand(set: InstructionSet) throws {
        let compute = try Compute(threads: 1, instructionSet: set)
        let weight = Tensor(shape: [1, 1, 3, 3], values: (1...9).map(Float.init))
        let ones = Tensor(shape: [1, 2, 4, 1], values: Array(repeating: 1, count: 8))
        let behind = compute.pack(
            convolution: weight, bias: nil, stride: 2, padding: 0, trailing: 1, groups: 1,
            algorithm: .gathered)
        // Below: 7 8 9 fall away; at the right of the second place: 3 6 9 as well.
        #expect(compute.convolution(ones, behind).values == [21, 12])
        let pair = Tensor(shape: [2, 1, 3, 3], values: weight.values + weight.values)
        let both = Tensor(shape: [1, 2, 4, 2], values: Array(repeating: 1, count: 16))
        let depthwise = compute.pack(
            convolution: pair, bias: Tensor(shape: [2], values: [0, -20]), stride: 2, padding: 0,
            trailing: 1, groups: 2)
        #expect(compute.convolution(both, depthwise).values == [21, 1, 12, -8])
        #expect(
            compute.convolution(both, depthwise, activation: .relu6).values == [6, 1, 6, 0])
    }

    /// Zeros on one side only keep away the algorithms that know no such thing.
    @Test(arguments: fastSets)
    func gatheredWindows(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 6)
        for (map, stride, before, after) in [
            ([1, 8, 12, 3], 2, 0, 1), ([2, 7, 9, 16], 1, 1, 0), ([1, 6, 6, 20], 1, 0, 2),
            ([1, 6, 6, 20], 2, 2, 1),
        ] {
            let x = numbers.tensor(map, in: -4...4)
            let weight = numbers.tensor([18, map[3], 3, 3])
            let bias = numbers.tensor([18])
            let pack = { (compute: Compute) in
                compute.pack(
                    convolution: weight, bias: bias, stride: stride, padding: before,
                    trailing: after)
            }
            let expected = naive.convolution(x, pack(naive), activation: .relu6)
            #expect(
                expected.shape
                    == [
                        map[0], (map[1] + before + after - 3) / stride + 1,
                        (map[2] + before + after - 3) / stride + 1, 18,
                    ])
            let found = compute.convolution(x, pack(compute), activation: .relu6)
            #expect(distance(found, expected) < 1e-5, "\(map)")
        }
    }
}
