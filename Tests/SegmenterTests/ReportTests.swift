import Decisions
import Foundation
import Media
import Testing

@testable import Segmenter

@Suite("Reports")
struct ReportTests {
    @Test("what is encoded is decoded again")
    func roundTrip() throws {
        let image = RGBImage(width: 3, height: 2, pixels: [UInt8](repeating: 9, count: 18))
        let mask = Mask(width: 3, height: 2, bytes: [0, 1, 1, 0, 1, 0])
        let frame = SegmentationReport.Frame(
            FrameResult(
                Frame(index: 4, stem: "00004", image: image),
                [
                    ObjectResult(mask: mask, score: 0.123_456, presence: 1),
                    ObjectResult(
                        mask: Mask(emptyWithWidth: 3, height: 2), score: 0, presence: 0),
                ]))
        let decoded = try JSONDecoder().decode(
            SegmentationReport.Frame.self, from: JSONEncoder().encode(frame))
        #expect(decoded == frame)
        #expect(decoded.objects[0].score == 0.1235)
        #expect(decoded.objects[0].box == Box(x: 1, y: 0, width: 2, height: 2))
        #expect(decoded.objects[1].box == nil)
        let encoded = decoded.objects[0].mask
        #expect(encoded.size == [2, 3])
        #expect(
            try RunLengths(width: 3, height: 2, compressed: encoded.counts).mask == mask)
    }

    @Test("a query matches where a window matches and its mask shows something")
    func tally() {
        let image = RGBImage(width: 2, height: 1, pixels: [UInt8](repeating: 0, count: 6))
        let full = Mask(width: 2, height: 1, bytes: [1, 0])
        let empty = Mask(emptyWithWidth: 2, height: 1)
        var tally = Tally(queries: ["seen", "empty", "absent"])
        let decisions = [(0.9, true), (0.8, true), (0.1, false)].map {
            ObjectTrack.Decision(candidate: 0, presence: Float($0.0), matches: $0.1)
        }
        for index in 0..<2 {
            tally.add(
                FrameResult(
                    Frame(index: index, stem: "\(index)", image: image),
                    [index == 0 ? full : empty, empty, empty].map {
                        ObjectResult(mask: $0, score: Double(index), presence: 0.5)
                    }),
                decisions)
        }
        let outcome = tally.summary(SegmentationReport.Timings())
        #expect(outcome.frames == 2)
        #expect(outcome.queries.map(\.matched) == [true, false, false])
        #expect(outcome.queries.map(\.framesWithObject) == [1, 0, 0])
        #expect(outcome.queries.map(\.presence) == [0.9, 0.8, 0.1])
        #expect(outcome.queries.map(\.score) == [0.5, 0.5, 0.5])
    }

    @Test("large frames make shorter windows")
    func windows() {
        #expect(FrameJudge.windowLength(width: 640, height: 360) == 36)
        #expect(FrameJudge.windowLength(width: 1920, height: 1080) == 10)
        #expect(FrameJudge.windowLength(width: 16_000, height: 6_000) == 4)
    }
}
