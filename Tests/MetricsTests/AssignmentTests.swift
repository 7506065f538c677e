import Metrics
import Randomness
import Testing

@Suite struct AssignmentTests {
    @Test func everyRowGetsAColumnOfItsOwn() {
        #expect(Assignment(gains: []).columns == [])
        #expect(Assignment(gains: [[0.2, 0.9, 0.4]]).columns == [1])
        // The best of each row would be the same column.
        #expect(Assignment(gains: [[0.9, 0.8], [0.9, 0.1]]).columns == [1, 0])
        #expect(Assignment(gains: [[0, 0], [0, 0]]).columns.sorted() == [0, 1])
    }

    /// Rows, columns.
    @Test(arguments: [(1, 1), (2, 2), (3, 3), (3, 5), (4, 4), (4, 6), (5, 5), (5, 7)])
    func theSumIsTheLargestOfAllAssignments(_ rows: Int, _ columns: Int) {
        var generator = SplitMix64(seed: UInt64(10 * rows + columns))
        for round in 0..<40 {
            // Few different gains make many equal sums.
            let steps = round % 2 == 0 ? 4 : 1_000
            let gains = (0..<rows).map { _ in
                (0..<columns).map { _ in
                    Double(Int.random(in: -steps...steps, using: &generator)) / 8
                }
            }
            let found = Assignment(gains: gains).columns
            #expect(Set(found).count == rows && found.allSatisfy((0..<columns).contains))
            let sum = zip(gains, found).reduce(0) { $0 + $1.0[$1.1] }
            #expect(sum == Self.largestSum(gains[...], Set(0..<columns)))
        }
    }

    private static func largestSum(_ gains: ArraySlice<[Double]>, _ free: Set<Int>) -> Double {
        guard let row = gains.first else { return 0 }
        return free.map { row[$0] + largestSum(gains.dropFirst(), free.subtracting([$0])) }
            .max() ?? -.infinity
    }
}
