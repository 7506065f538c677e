import Decisions
import Media
import ReferFormer
import Tensors

/// Judges with a model that follows an object from frame to frame: a window of one. No frame is read
/// before the one before it is delivered, so that masks come as frames go in.
struct OnlineJudge: ClipJudge {
    /// A frame and what the network reads of it.
    struct Seen: Sendable {
        let frame: Frame
        let input: Tensor
    }

    let clock = PassClock()
    private let network: OnlineNetwork
    private let queries: [EncodedText]
    private let logit: Float
    private let contests: [Int]
    private let resources: PassResources
    private var tracks: [OnlineRefer.Track]

    /// - `logit`: a mask logit above this belongs to the object.
    /// - `contests`: one for every query; queries of one may share the pixels of a frame.
    init(
        _ network: OnlineNetwork, _ queries: [EncodedText], logit: Float, contests: [Int],
        within resources: PassResources
    ) {
        self.resources = resources
        (self.network, self.queries) = (network, queries)
        (self.logit, self.contests) = (logit, contests)
        tracks = queries.map { _ in network.model.start }
    }

    func seen(_ frames: sending any FrameReader) -> Prefetch<Seen> {
        let reader = Reading(frames)
        let (network, preparing) = (network, clock.preparing)
        return Prefetch(runsAhead: false, capacity: { _ in 1 }) {
            try preparing.measure {
                try reader.next().map { Seen(frame: $0, input: try network.input($0.image)) }
            }
        }
    }

    func windowLength(from first: Seen) -> Int { 1 }

    mutating func judge(_ window: [Seen]) throws -> JudgedWindow {
        let seen = window[0]
        let image = seen.frame.image
        try resources.check(
            1, of: image,
            network.checkpoint.memoryNeed(
                image, height: seen.input.shape[1], width: seen.input.shape[2], mapsPerFrame: 3))
        let objects = try clock.computing.measure {
            try network.objects(seen.input, queries, following: &tracks)
        }
        let decisions = objects.map {
            ObjectTrack.Decision(candidate: $0.candidate, presence: $0.score, matches: true)
        }
        return JudgedWindow(decisions: decisions) { [self] _ in result(seen, objects) }
    }

    private func result(_ seen: Seen, _ objects: [FollowedObject]) -> FrameResult {
        let shape = seen.input.shape[1...2].map(network.model.network.config.maskSide)
        return FrameResult(
            seen.frame, painting: objects.map(\.logits), scores: objects.map(\.score),
            by: MaskPainter(seen.frame.image, source: shape), above: logit,
            contests: network.clipProtocol == .refDAVIS ? contests : nil)
    }
}
