import Decisions
import Media
import Tensors

/// Judges with a model that sees the frames of a window together.
struct WindowJudge<Published: WindowNetwork>: ClipJudge {
    /// Bytes of decoded frames in a window; larger frames make windows shorter, so that memory stays
    /// bounded, unless the protocol wants the whole video.
    private static var windowBytes: Int { 512 << 20 }

    /// A frame and what the network reads of it.
    struct Seen: Sendable {
        let frame: Frame
        let input: RGBImage
    }

    let clock = PassClock()
    private let network: Published
    private let queries: [Published.Query]
    private let logit: Float
    private let contests: [Int]
    private let resources: PassResources
    private let unlinked: [CandidateLink]
    private var links: [CandidateLink]

    /// - `logit`: a mask logit above this belongs to the object.
    /// - `contests`: one for every query; queries of one may share the pixels of a frame.
    init(
        _ network: Published, _ queries: [Published.Query], logit: Float, contests: [Int],
        within resources: PassResources
    ) {
        (self.network, self.queries, self.contests) = (network, queries, contests)
        (self.logit, self.resources) = (logit, resources)
        unlinked = queries.map { _ in CandidateLink(maskThreshold: logit) }
        links = unlinked
    }

    func seen(_ frames: sending any FrameReader) -> Prefetch<Seen> {
        let reader = Reading(frames)
        let (network, preparing) = (network, clock.preparing)
        return Prefetch(runsAhead: resources.threads > 1, capacity: { _ in 2 }) {
            try preparing.measure {
                try reader.next().map { Seen(frame: $0, input: try network.input($0.image)) }
            }
        }
    }

    func windowLength(from first: Seen) throws -> Int {
        guard network.clipProtocol != .refYouTubeVOS else { return .max }
        let image = first.frame.image
        let usual = ClipWindow.length(
            width: image.width, height: image.height, bytes: Self.windowBytes, least: 1,
            most: network.windowLength)
        return try resources.windowLength(usual, least: 1, of: image, need(first))
    }

    private func need(_ seen: Seen) -> MemoryNeed {
        network.memoryNeed(seen.frame.image, input: seen.input, queries: queries.count)
    }

    mutating func judge(_ window: [Seen]) throws -> JudgedWindow {
        try resources.check(window.count, of: window[0].frame.image, need(window[0]))
        if network.clipProtocol != .windows { links = unlinked }
        let objects = try clock.computing.measure {
            try network.objects(window.map(\.input), queries, following: &links)
        }
        let decisions = objects.map {
            ObjectTrack.Decision(candidate: $0.candidate, presence: $0.mean, matches: true)
        }
        return JudgedWindow(decisions: decisions) { [self] place in
            result(window[place], objects, at: place)
        }
    }

    private func result(_ seen: Seen, _ objects: [WindowObject], at place: Int) -> FrameResult {
        FrameResult(
            seen.frame, painting: objects.map { Array($0.logits[place]) },
            scores: objects.map { $0.scores[place] },
            by: network.painter(seen.frame.image, input: seen.input), above: logit,
            contests: network.clipProtocol == .refDAVIS ? contests : nil)
    }
}
