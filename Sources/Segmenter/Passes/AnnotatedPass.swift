import Decisions
import Media
import ReferFormer
import Tensors

/// One pass over a clip that judges each frame in a window around it (A2D-Sentences).
struct AnnotatedPass: Pass {
    private let network: ClipNetwork
    private let queries: [EncodedText]
    private let threads: Int
    private let clock = PassClock()

    init(_ network: ClipNetwork, _ queries: [EncodedText], threads: Int) {
        (self.network, self.queries, self.threads) = (network, queries, threads)
    }

    var timings: SegmentationReport.Timings { clock.timings }

    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        let reader = Reading(frames)
        // What the windows of the frames to come still need, from `start` on.
        var (kept, start, ended): ([(frame: Frame, input: Tensor)], Int, Bool) = ([], 0, false)
        var current = 0
        while true {
            let needed = current + (Neighbourhood.length + 1) / 2
            while !ended, start + kept.count < needed {
                let next = try clock.preparing.measure {
                    try reader.next().map { ($0, try network.input($0.image)) }
                }
                if let next { kept.append(next) } else { ended = true }
            }
            let count = start + kept.count
            guard current < count else { return }
            let window = Neighbourhood.around(current, of: count)
            let frame = kept[current - start].frame
            let found = try clock.computing.measure {
                try network.candidates(
                    window.frames.map { kept[$0 - start].input }, place: window.place, queries,
                    height: frame.image.height, width: frame.image.width)
            }
            try clock.delivering.measure { try deliver(frame, found, body) }
            current += 1
            let unneeded = max(0, current - Neighbourhood.length / 2) - start
            kept.removeFirst(unneeded)
            start += unneeded
        }
    }

    private func deliver(
        _ frame: Frame, _ found: [[Candidate]],
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        let chosen = found.map { bestCandidate($0.map(\.score)) }
        let objects = zip(found, chosen).map { candidates, best in
            ObjectResult(
                mask: candidates[best].mask, score: candidates[best].score,
                presence: candidates[best].score)
        }
        let decisions = zip(objects, chosen).map { object, best in
            ObjectTrack.Decision(candidate: best, presence: Float(object.presence), matches: true)
        }
        try body(
            FrameResult(index: frame.index, name: frame.stem, image: frame.image, objects: objects),
            decisions)
    }
}
