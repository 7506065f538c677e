import Foundation
import Testing

@testable import Segmenter

@Suite("The façade")
struct SegmenterTests {
    private struct Enough: Error {}

    @Test(
        "frames come back in order, on the caller's thread, for every query",
        arguments: [false, true])
    func order(_ fast: Bool) throws {
        let segmenter = try Segmenter(threads: 2, fast: fast)
        let queries = try segmenter.prepare(["  the red\tsquare ", "a dog"])
        #expect(queries.map(\.text) == ["the red square", "a dog"])
        let caller = Thread.current
        var names: [String] = []
        let outcome = try segmenter.segment(
            StoredFrames(movingSquare(frames: 41, width: 64, height: 48)), queries
        ) { frame in
            #expect(Thread.current === caller)
            #expect(frame.objects.count == 2)
            #expect(frame.objects.allSatisfy { $0.mask.width == 64 && $0.mask.height == 48 })
            names.append(frame.name)
        }
        #expect(names == (0..<41).map { "frame \($0)" })
        #expect(outcome.frames == 41)
        #expect(outcome.queries.map(\.text) == ["the red square", "a dog"])
        #expect(outcome.timings.total > 0)
    }

    @Test("one model serves several clips, and gives the same each time")
    func again() throws {
        let segmenter = try Segmenter(threads: 1)
        let queries = try segmenter.prepare(["the red square"])
        let masks = try (0..<2).map { _ in
            var masks: [Mask] = []
            try segmenter.segment(
                StoredFrames(movingSquare(frames: 3, width: 96, height: 64)), queries
            ) { masks.append($0.objects[0].mask) }
            return masks
        }
        #expect(masks[0] == masks[1])
    }

    @Test("what the receiver throws ends the run", arguments: [1, 2])
    func stopped(_ threads: Int) throws {
        let segmenter = try Segmenter(threads: threads)
        let queries = try segmenter.prepare(["the red square"])
        #expect(throws: Enough.self) {
            try segmenter.segment(
                StoredFrames(movingSquare(frames: 80, width: 64, height: 48)), queries
            ) { if $0.index == 3 { throw Enough() } }
        }
    }

    @Test("no frames give an empty outcome; bad queries and bad weights are told")
    func edges() throws {
        let segmenter = try Segmenter(threads: 1)
        let outcome = try segmenter.segment(
            StoredFrames([]), try segmenter.prepare(["a dog"])
        ) { _ in }
        #expect(outcome.frames == 0)
        #expect(!outcome.queries[0].matched)
        #expect(throws: QueryError.empty) { try segmenter.prepare([" "]) }
        #expect(throws: (any Error).self) { try Segmenter(model: URL(fileURLWithPath: "/none")) }
    }
}
