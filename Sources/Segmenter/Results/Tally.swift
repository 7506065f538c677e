import Decisions

/// Adds up, frame by frame, what a summary tells about every query.
struct Tally {
    private struct Entry {
        let text: String
        let spoken: SpokenQuery?
        var matched = false
        var presence = 0.0
        var scores = 0.0
        var framesWithObject = 0
    }

    private var frames = 0
    private var entries: [Entry]

    /// - `spoken`: what was heard of each query, nil for typed ones; empty where all were typed.
    init(queries: [String], spoken: [SpokenQuery?] = []) {
        entries = queries.enumerated().map { index, text in
            Entry(text: text, spoken: spoken.isEmpty ? nil : spoken[index])
        }
    }

    /// - `matches`: one entry a query: what was decided for the frame's window.
    mutating func add(_ frame: FrameResult, _ matches: [ObjectTrack.Decision]) {
        frames += 1
        for (index, object) in frame.objects.enumerated() {
            let found = object.mask.bytes.contains(1)
            entries[index].presence = max(entries[index].presence, Double(matches[index].presence))
            entries[index].scores += object.score
            entries[index].framesWithObject += found ? 1 : 0
            entries[index].matched = entries[index].matched || (found && matches[index].matches)
        }
    }

    func summary(_ timings: SegmentationReport.Timings) -> Segmentation {
        Segmentation(
            frames: frames,
            queries: entries.map {
                SegmentationReport.Query(
                    text: $0.text, spoken: $0.spoken, matched: $0.matched, presence: $0.presence,
                    score: $0.scores / Double(max(frames, 1)),
                    framesWithObject: $0.framesWithObject)
            },
            timings: timings.rounded)
    }
}
