import Decisions
import Media

/// One pass over a clip: frames are read and seen, some ahead; a window of them is decided together,
/// and handed on frame by frame.
struct ClipPass<Judge: ClipJudge>: Pass {
    private let judge: Judge

    init(_ judge: Judge) { self.judge = judge }

    var timings: SegmentationReport.Timings { judge.clock.timings }

    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        var judge = judge
        let seen = judge.seen(frames)
        defer { seen.abandon() }
        while let window = try Self.window(seen, judge) {
            let judged = try judge.judge(window)
            for place in window.indices {
                try judge.clock.delivering.measure {
                    try body(try judged.result(place), judged.decisions)
                }
            }
        }
    }

    private static func window(_ seen: Prefetch<Judge.Seen>, _ judge: Judge) throws -> [Judge.Seen]?
    {
        guard let first = try seen.next() else { return nil }
        let length = try judge.windowLength(from: first)
        var window = [first]
        while window.count < length, let next = try seen.next() { window.append(next) }
        return window
    }
}
