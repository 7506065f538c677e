import Foundation
import Testing

@testable import Evaluation

struct MergeTests {
    /// Folders with the journals of `count` parts.
    private func parts(
        _ made: MiniatureEvaluation, of count: Int, model: String = "0123456789abcdef",
        _ name: String = "out"
    ) throws -> [String] {
        let whole = try made.output(name)
        return try (1...count).map { number in
            let shard = try #require(Shard(number, of: count))
            let folder = try EvaluationFolder(whole.place(shard.folder))
            try folder.create()
            let header = try made.header(model: model, shard: shard)
            let journal = try EvaluationJournal(folder: folder.path, header: header)
            for video in header.share.reversed() { try journal.append(made.record(video)) }
            return folder.path
        }
    }

    private func complain(_ body: () throws -> Void) -> String? {
        let error = #expect(throws: EvaluationError.self) { try body() }
        return error?.description
    }

    @Test(arguments: [1, 2, 4, 7])
    func partsGiveTheResultsOfTheWhole(_ count: Int) throws {
        let made = try MiniatureEvaluation(videos: 4)
        let alone = try EvaluationJournal(
            folder: made.output("alone").path, header: made.header())
        for video in made.dataset.videos.indices { try alone.append(made.record(video)) }
        let merged = try ShardMerge.merge(
            try parts(made, of: count).shuffled(), into: try made.output())
        #expect(try EvaluationResults(merged).json() == EvaluationResults(alone).json())
        #expect(
            try ReportPage(EvaluationResults(merged), merged, dataset: made.dataset).html
                == ReportPage(EvaluationResults(alone), alone, dataset: made.dataset).html)
    }

    @Test func whatDoesNotBelongTogetherIsRefused() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let (two, three) = (try parts(made, of: 2), try parts(made, of: 3, "three"))
        let other = try parts(made, of: 2, model: "fedcba98", "other")
        func merge(_ parts: [String]) -> String? {
            complain { _ = try ShardMerge.merge(parts, into: try made.output("merged")) }
        }
        #expect(
            merge([two[0], other[1]])
                == "\(other[1]): not of the same evaluation as \(two[0]) (model 0123456789ab, here "
                + "fedcba98); name only parts of one")
        #expect(
            merge([two[0], three[1]])
                == "\(three[1]): not of the same evaluation as \(two[0]) (3 parts); name only parts "
                + "of one")
        #expect(
            merge([two[0], two[0]])
                == "\(two[0]): the same part as \(two[0]); name each part once")
        #expect(
            merge([two[0]])?.hasSuffix("; run part 2/2 to the end, then merge again") == true)
        #expect(merge([])?.contains("no folder named shard-K-of-N is in it") == true)
        #expect(
            merge([two[0], made.folder + "/data"])
                == "\(made.folder)/data: no journal of an evaluation is in it; expected a part that "
                + "refseg evaluate --shard wrote, so check the path")
    }

    @Test func aMergeThatFailsLeavesNothing() throws {
        let made = try MiniatureEvaluation(videos: 4)
        let two = try parts(made, of: 2)
        let place = made.folder + "/deep/new"
        for parts in [[], [two[0]], [two[0], "/nowhere"]] {
            _ = complain { _ = try ShardMerge.merge(parts, into: try EvaluationFolder(place)) }
        }
        #expect(!FileManager.default.fileExists(atPath: made.folder + "/deep"))
    }
}
