import Masks
import Testing

@testable import Evaluation

/// Videos of one frame of 8×4 pixels; objects are blocks of four columns.
struct RefDAVIS17ScoresTests {
    private static let (left, right) = (block(0..<4), block(4..<8))
    private static let empty = block(0..<0)

    @Test func masksOfOtherObjectsThanNamedCountOnlyMatched() throws {
        let scores = try Self.scores(
            [Self.sentence(Self.right, of: Self.left), Self.sentence(Self.left, of: Self.right)],
            objects: [Self.left, Self.right])
        #expect(scores["J&F"] == 1)
        #expect(scores["J&F of annotator 1"] == 1)
        #expect(scores["unmatched J"] == 0)
    }

    @Test func anObjectWithoutASentenceCounts() throws {
        let scores = try Self.scores(
            [Self.sentence(Self.left, of: Self.left)], objects: [Self.left, Self.right])
        #expect(scores["J"] == 0.5)
        #expect(scores["unmatched J"] == 1)
    }

    @Test func voidPixelsCountForNothing() throws {
        let scores = try Self.scores(
            [Self.sentence(Self.block(0..<8), of: Self.left)], objects: [Self.left],
            void: Self.right)
        #expect(scores["J"] == 1)
        #expect(scores["unmatched J"] == 1)
    }

    @Test func aPixelBelongsToTheBetterScoredMask() throws {
        let everything = Self.block(0..<8)
        let scores = try Self.scores(
            [
                Self.sentence(everything, of: Self.left, score: 0.4),
                Self.sentence(Self.right, of: Self.right, score: 0.6),
            ], objects: [Self.left, Self.right])
        #expect(scores["J"] == 1)
        #expect(scores["unmatched J"] == 0.75)
    }

    @Test func everyAnnotatorIsMatchedAlone() throws {
        let scores = try Self.scores(
            [
                Self.sentence(Self.left, of: Self.left),
                Self.sentence(Self.empty, of: Self.left, annotator: 2),
            ], objects: [Self.left])
        #expect(scores["J"] == 0.5)
        #expect(scores["J&F of annotator 1"] == 1)
        #expect(scores["J&F of annotator 3"] == 0)
        #expect(scores["J&F of annotator 2"] == nil)
    }

    private static func scores(
        _ sentences: [SentenceRecord], objects: [String], void: String = empty
    ) throws -> [String: Double] {
        var collected = RefDAVIS17Scores()
        try collected.add(
            VideoRecord(
                video: "bear", machine: .some, sentences: sentences,
                labelledFrames: [LabelledFrame(width: 8, height: 4, objects: objects, void: void)]))
        return Dictionary(
            uniqueKeysWithValues: collected.scores().scores.map { ($0.name, $0.value) })
    }

    private static func sentence(
        _ found: String, of truth: String, score: Double = 0.5, annotator: Int = 0
    ) -> SentenceRecord {
        SentenceRecord(
            id: "0", text: "it", object: "1", annotator: annotator, speech: nil,
            targets: [
                TargetRecord(
                    frame: 0, name: "00000", image: "bear/0/00000", width: 8, height: 4,
                    truth: truth, candidates: [CandidateRecord(score: score, mask: found)])
            ])
    }

    private static func block(_ columns: Range<Int>) -> String {
        RunLengths(
            Mask(
                width: 8, height: 4,
                bytes: (0..<32).map { columns.contains($0 % 8) ? 1 : 0 })
        ).compressed
    }
}
