import Randomness
import Testing

@testable import Evaluation

struct ShardTests {
    @Test(arguments: [
        ("1/1", "1/1"), ("3/4", "3/4"), ("0/4", nil), ("5/4", nil), ("4", nil), ("1/2/3", nil),
        ("/4", nil), ("1/", nil), ("-1/4", nil), ("1/99999999999999999999", nil),
    ])
    func partsAreReadFromText(_ text: String, _ expected: String?) {
        #expect(Shard(text)?.description == expected)
    }

    /// ID, COUNT, MIN, STEP of Slurm's environment.
    @Test(arguments: [
        (["0", "4", "0", "1"], "1/4"), (["4", "4", "1", "1"], "4/4"),
        (["6", "4", "2", "2"], "3/4"), (["1", "1", "1", "1"], "1/1"),
        (["x", "4", "0", "1"], nil), ([], nil),
    ])
    func partsFollowFromTheJobArray(_ values: [String], _ expected: String?) throws {
        #expect(try Shard.task(of: Self.environment(values))?.description == expected)
    }

    /// Off the steps; beyond the end; one task of an earlier array started again.
    @Test(arguments: [
        (["3", "4", "2", "2"], 3, 4), (["9", "4", "0", "1"], 9, 4), (["3", "1", "3", "1"], 3, 1),
    ])
    func unclearTasksAreRefused(_ values: [String], _ task: Int, _ count: Int) {
        #expect(throws: EvaluationError.unclearTask(task, count: count)) {
            try Shard.task(of: Self.environment(values))
        }
    }

    private static func environment(_ values: [String]) -> [String: String] {
        let names = ["ID", "COUNT", "MIN", "STEP"].map { "SLURM_ARRAY_TASK_\($0)" }
        return Dictionary(uniqueKeysWithValues: zip(names, values))
    }

    @Test func everyPieceOfWorkIsInOnePartAndPartsAreBalanced() throws {
        var generator = SplitMix64(seed: 4)
        for count in [1, 2, 4, 7, 40] {
            let costs = (0..<120).map { _ in Int.random(in: 0...50, using: &generator) }
            let shares = try (1...count).map {
                try #require(Shard($0, of: count)).share(of: costs)
            }
            #expect(shares.joined().sorted() == Array(costs.indices))
            #expect(shares.allSatisfy { $0 == $0.sorted() })
            let loads = shares.map { $0.reduce(0) { $0 + max(costs[$1], 1) } }
            let (most, least) = (loads.max() ?? 0, loads.min() ?? 0)
            #expect(most - least <= 51, "\(loads)")
        }
    }
}
