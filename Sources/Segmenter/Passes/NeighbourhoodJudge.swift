import Decisions
import Media
import Tensors

/// Judges each frame among the frames around it (A2D-Sentences): a window of one.
struct NeighbourhoodJudge<Published: WindowNetwork>: ClipJudge {
    /// A frame, and what the network reads of it and of its neighbours.
    struct Seen: Sendable {
        let frame: Frame
        let inputs: [RGBImage]
        /// Of the frame among its neighbours.
        let place: Int
    }

    let clock = PassClock()
    private let network: Published
    private let queries: [Published.Query]
    private let resources: PassResources

    init(_ network: Published, _ queries: [Published.Query], within resources: PassResources) {
        (self.network, self.queries, self.resources) = (network, queries, resources)
    }

    func seen(_ frames: sending any FrameReader) -> Prefetch<Seen> {
        let reader = Reading(frames)
        let (network, preparing) = (network, clock.preparing)
        let walk = NeighbourhoodWalk(length: network.neighbourhood) {
            try preparing.measure {
                try reader.next().map { (frame: $0, input: try network.input($0.image)) }
            }
        }
        return Prefetch(runsAhead: resources.threads > 1, capacity: { _ in 2 }) {
            try walk.next().map { step in
                Seen(
                    frame: step.element.frame, inputs: step.neighbours.map(\.input),
                    place: step.place)
            }
        }
    }

    func windowLength(from first: Seen) -> Int { 1 }

    func judge(_ window: [Seen]) throws -> JudgedWindow {
        let seen = window[0]
        let image = seen.frame.image
        try resources.check(
            network.neighbourhood, of: image,
            network.memoryNeed(
                image, input: seen.inputs[seen.place], queries: queries.count))
        let found = try clock.computing.measure {
            try network.candidates(
                seen.inputs, place: seen.place, queries, height: seen.frame.image.height,
                width: seen.frame.image.width)
        }
        let chosen = found.map { bestCandidate($0.map(\.score)) }
        let objects = zip(found, chosen).map { candidates, best in
            ObjectResult(
                mask: candidates[best].mask, score: candidates[best].score,
                presence: candidates[best].score)
        }
        let decisions = zip(objects, chosen).map { object, best in
            ObjectTrack.Decision(
                candidate: best, presence: Float(object.presence), matches: true)
        }
        return JudgedWindow(decisions: decisions) { _ in FrameResult(seen.frame, objects) }
    }
}
