import Testing

@testable import Tensors

/// Pooling, resizing and concatenation.
struct MapTests {
    @Test(arguments: fastSets)
    func agreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 1)
        for shape in [[1, 1, 1, 1], [2, 9, 7, 5], [1, 12, 13, 32], [3, 6, 5, 70]] {
            let x = numbers.tensor(shape, in: -9 ... -1)
            #expect(compute.maxPool(x).values == naive.maxPool(x).values)
            for (height, width) in [(1, 1), (3, 4), (17, 5), (24, 26)] {
                let nearest = compute.resizeNearest(x, height: height, width: width)
                #expect(
                    nearest.values == naive.resizeNearest(x, height: height, width: width).values)
                let bilinear = compute.resizeBilinear(x, height: height, width: width)
                let expected = naive.resizeBilinear(x, height: height, width: width)
                #expect(distance(bilinear, expected) < 1e-6)
            }
        }
    }

    /// Sources worked out from min(floor(i · in/out), in - 1).
    @Test(arguments: InstructionSet.available)
    func nearestByHand(set: InstructionSet) throws {
        let compute = try Compute(threads: 1, instructionSet: set)
        let cases: [(from: Int, sources: [Float])] = [
            (5, [0, 1, 3]), (2, [0, 0, 0, 1, 1]), (3, [0, 0, 1, 1, 2, 2]), (23, [0, 5, 11, 17]),
            (12, [0, 2, 4, 7, 9]),
        ]
        for c in cases {
            let ramp = (0..<c.from).map(Float.init)
            let row = Tensor(shape: [1, 1, c.from, 1], values: ramp)
            let column = Tensor(shape: [1, c.from, 1, 1], values: ramp)
            #expect(
                compute.resizeNearest(row, height: 1, width: c.sources.count).values == c.sources)
            #expect(
                compute.resizeNearest(column, height: c.sources.count, width: 1).values == c.sources
            )
        }
    }

    /// Positions worked out from max((i + 0.5) · in/out - 0.5, 0), the border repeated.
    @Test(arguments: InstructionSet.available)
    func bilinearByHand(set: InstructionSet) throws {
        let compute = try Compute(threads: 1, instructionSet: set)
        let cases: [(from: Int, values: [Float])] = [
            (2, [0, 0.25, 0.75, 1]), (4, [0.5, 2.5]), (3, [0, 0.25, 0.75, 1.25, 1.75, 2]),
            (5, [1.0 / 3, 2, 3 + 2.0 / 3]),
        ]
        for c in cases {
            let ramp = (0..<c.from).map(Float.init)
            let row = Tensor(shape: [1, 1, c.from, 1], values: ramp)
            let column = Tensor(shape: [1, c.from, 1, 1], values: ramp)
            let expected = Tensor(shape: [1, 1, c.values.count, 1], values: c.values)
            let across = compute.resizeBilinear(row, height: 1, width: c.values.count)
            let down = compute.resizeBilinear(column, height: c.values.count, width: 1)
            #expect(distance(across, expected) < 1e-6)
            #expect(distance(down.reshaped(expected.shape), expected) < 1e-6)
        }
    }

    @Test func maxPoolByHand() throws {
        let compute = try Compute(threads: 1)
        let x = Tensor(
            shape: [1, 3, 4, 1], values: [-1, -2, -3, -4, -5, -6, -7, -8, -9, -1, -2, -3])
        #expect(compute.maxPool(x).shape == [1, 2, 2, 1])
        #expect(compute.maxPool(x).values == [-1, -2, -1, -1])
    }

    @Test func padding() throws {
        let compute = try Compute(threads: 1)
        let x = Tensor(shape: [2, 1, 2, 1], values: [1, 2, 3, 4])
        let padded = compute.pad(x, height: 2, width: 3)
        #expect(padded.shape == [2, 2, 3, 1])
        #expect(padded.values == [1, 2, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0])
        #expect(compute.pad(x, height: 1, width: 2).values == x.values)
    }

    @Test func meansOfMaps() throws {
        let compute = try Compute(threads: 1)
        let x = Tensor(shape: [2, 1, 2, 2], values: [1, 2, 3, 6, -1, 0, 5, 8])
        let means = compute.mean(ofMaps: x)
        #expect(means.shape == [2, 2])
        #expect(means.values == [2, 4, 2, 4])
        let vectors = Tensor(shape: [2, 2], values: [10, 20, 30, 40])
        #expect(
            compute.add(x, vectors: vectors).values == [11, 22, 13, 26, 29, 40, 35, 48])
    }

    @Test func concatenation() throws {
        let compute = try Compute(threads: 1)
        let a = Tensor(shape: [2, 1, 2], values: [1, 2, 3, 4])
        let b = Tensor(shape: [2, 2, 2], values: [5, 6, 7, 8, 9, 10, 11, 12])
        let joined = compute.concatenate([a, b], axis: 1)
        #expect(joined.shape == [2, 3, 2])
        #expect(joined.values == [1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12])
        #expect(compute.concatenate([a, a], axis: 0).values == [1, 2, 3, 4, 1, 2, 3, 4])
        #expect(compute.concatenate([a, a], axis: 2).values == [1, 2, 1, 2, 3, 4, 3, 4])
    }
}
