import Foundation
import Testing

@testable import Tensors

/// Attention within windows, and the rows that it gathers.
struct WindowTests {
    /// Windows of which about every fifth token is padding, and all that attention to them needs.
    private struct Case {
        let projections: Tensor
        let padding: Tensor
        let table: Tensor
        let codes: [Int32]
        let origin: Int
        let windows: AttentionWindows

        init(
            windows: Int, tokens: Int, heads: Int, dimension: Int, regions: Bool,
            _ numbers: inout Numbers
        ) {
            let isPadding = (0..<(windows * tokens)).map { $0 > 0 && numbers.next() % 5 == 0 }
            var rows = (0..<Int32(isPadding.count { !$0 })).shuffled(using: &numbers)
            let width = 3 * heads * dimension
            projections = numbers.tensor([rows.count, width], in: -3...3)
            padding = numbers.tensor([width], in: -3...3)
            let reach = 2 * tokens
            codes = (0..<tokens).map { _ in Int32.random(in: 0..<Int32(reach), using: &numbers) }
            origin = reach
            table = numbers.tensor([heads, 2 * reach + 1], in: -2...2)
            self.windows = AttentionWindows(
                tokens: tokens, places: isPadding.map { $0 ? -1 : rows.removeLast() },
                regions: regions ? isPadding.map { _ in UInt8(numbers.next() % 3) } : nil)
        }

        func callAsFunction(_ compute: Compute) -> Tensor {
            compute.windowAttention(
                projections: projections, padding: padding,
                bias: compute.relativeBias(table: table, codes: codes, origin: origin),
                windows: windows)
        }
    }

    @Test(arguments: fastSets)
    func agreesWithNaive(set: InstructionSet) throws {
        let (naive, compute) = try pair(set)
        var numbers = Numbers(seed: 1)
        for (windows, tokens, heads, dimension) in [
            (1, 1, 1, 1), (3, 49, 2, 32), (2, 50, 3, 12), (1, 245, 1, 32), (4, 7, 5, 33),
            (2, 98, 3, 16), (5, 2, 1, 70),
        ] {
            for regions in [false, true] {
                let test = Case(
                    windows: windows, tokens: tokens, heads: heads, dimension: dimension,
                    regions: regions, &numbers)
                #expect(distance(test(compute), test(naive)) < 5e-6, "\(tokens)×\(dimension)")
            }
        }
    }

    /// Without padding and bias, windows are the batch of plain attention.
    @Test(arguments: InstructionSet.available)
    func agreesWithPlainAttention(set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        var numbers = Numbers(seed: 2)
        let (windows, tokens, heads, width) = (3, 14, 2, 24)
        let parts = (0..<3).map { _ in
            numbers.tensor([windows * tokens, width], in: -2...2)
        }
        let places = (0..<Int32(windows * tokens)).map { $0 }
        let attend = { (regions: [UInt8]?) in
            compute.windowAttention(
                projections: compute.concatenate(parts, axis: 1),
                padding: Tensor(zeros: [3 * width]),
                bias: compute.relativeBias(
                    table: Tensor(zeros: [heads, 1]), codes: places.prefix(tokens).map { _ in 0 },
                    origin: 0),
                windows: AttentionWindows(tokens: tokens, places: places, regions: regions))
        }
        let batch = parts.map { $0.reshaped([windows, tokens, width]) }
        let plain = { (excluded: [Bool]?) in
            compute.attention(
                query: batch[0], key: batch[1], value: batch[2], heads: heads, excluded: excluded
            ).reshaped([windows * tokens, width])
        }
        #expect(distance(attend(nil), plain(nil)) < 2e-6)

        // Tokens of different regions do not see each other.
        let regions = places.map { UInt8($0 % 3 == 0 ? 1 : 0) }
        let found = attend(regions)
        for region in [UInt8(0), 1] {
            let alone = plain(regions.map { $0 != region })
            for row in regions.indices where regions[row] == region {
                #expect(
                    distance(found.rows(row..<(row + 1)), alone.rows(row..<(row + 1))) < 2e-6)
            }
        }
    }

    /// Queries of zeros see each key for its bias alone.
    @Test(arguments: InstructionSet.available)
    func biasByHand(set: InstructionSet) throws {
        let compute = try Compute(threads: 1, instructionSet: set)
        // Key and value of the tokens at 0 and 1; the token at 2 is padding with the value 100.
        let projections = Tensor(shape: [2, 3], values: [0, 5, 1, 0, 5, 10])
        let logarithms = [1, 2, 3, 4, 5].map { log(Float($0)) }
        let found = compute.windowAttention(
            projections: projections, padding: Tensor(shape: [3], values: [0, 5, 100]),
            bias: compute.relativeBias(
                table: Tensor(shape: [1, 5], values: logarithms), codes: [0, 1, 2], origin: 2),
            windows: AttentionWindows(tokens: 3, places: [1, 0, -1], regions: nil))
        // Query 0 weighs the keys 0, 1, 2 by 3, 2, 1; query 1 by 4, 3, 2.
        let first: Float = (3 * 10 + 2 * 1 + 1 * 100) / 6
        let second: Float = (4 * 10 + 3 * 1 + 2 * 100) / 9
        #expect(distance(found, Tensor(shape: [2, 1], values: [second, first])) < 1e-6)
    }

    @Test func gatheredRows() throws {
        let compute = try Compute(threads: 3)
        let x = Tensor(shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8])
        let found = compute.gather(x, rows: [3, -1, 0, 3])
        #expect(found.shape == [4, 2] && found.values == [7, 8, 0, 0, 1, 2, 7, 8])
    }

    @Test func assembledParts() throws {
        let compute = try Compute(threads: 3)
        let parts = [[Int32(4), 0], [], [1, 3, 2]]
        let found = compute.assemble([5, 1, 2], parts: parts) { part in
            Tensor(
                shape: [parts[part].count, 2],
                values: parts[part].flatMap { [Float($0), Float(10 * part)] })
        }
        #expect(found.shape == [5, 1, 2])
        #expect(found.values == [0, 0, 1, 20, 2, 20, 3, 20, 4, 0])
    }
}
