import Decisions
import Media
import ReferFormer
import Tensors

/// Judges with a model that sees the frames of a clip one by one: each goes through the network as it
/// comes, and a window of them is decided from what the network said.
struct FrameJudge: ClipJudge {
    /// Bytes of decoded frames in a window; large frames make windows shorter, down to
    /// `shortestWindow` frames, so that memory stays bounded.
    static let windowBytes = 64 << 20
    static let shortestWindow = 4

    /// A frame and what the network says about every query in it.
    struct Seen: Sendable {
        let frame: Frame
        let evidence: FrameEvidence
        let candidates: [FrameCandidates]
        /// Of every query the boxes of its subject's kind; nil where the frame was not looked at.
        let found: [[FoundBox]]?
        /// Of a frame between keyframes: the flow to the next one.
        let flow: Tensor?
    }

    let clock = PassClock()
    private let network: FrameNetwork
    /// The same network, once for each of the frames that are computed at once, each on a share of the threads.
    private let lanes: [FrameNetwork]
    private let queries: [EncodedText]
    private let logit: Float
    private let resources: PassResources
    private var tracks: [ObjectTrack]
    private var choices: [BoxChoice]
    private var painter: MaskPainter?

    /// - `logit`: a mask logit above this belongs to the object.
    init(
        _ network: FrameNetwork, _ queries: [EncodedText], logit: Float,
        within resources: PassResources
    ) {
        (self.network, self.queries) = (network, queries)
        lanes = network.lanes(threads: resources.threads)
        (self.logit, self.resources) = (logit, resources)
        tracks = queries.map { _ in
            ObjectTrack(
                presenceThreshold: Float(network.thresholds.presence), maskThreshold: logit)
        }
        choices = queries.map { BoxChoice(for: $0.subject) }
    }

    /// Frames that a window holds, for frames of a size in pixels.
    static func windowLength(width: Int, height: Int) -> Int {
        ClipWindow.length(width: width, height: height, bytes: windowBytes, least: shortestWindow)
    }

    private static func windowLength(_ frame: Frame) -> Int {
        windowLength(width: frame.image.width, height: frame.image.height)
    }

    func windowLength(from first: Seen) throws -> Int {
        let length = try resources.windowLength(
            Self.windowLength(first.frame), least: Self.shortestWindow, of: first.frame.image,
            Self.memoryNeed(first.frame.image, queries: queries.count, threads: resources.threads))
        return resources.isFast ? KeyframeWalk.windowLength(length) : length
    }

    /// For frames like this one, from measurements (docs/BENCHMARKS.md): weights and maps while frames go
    /// through the network, frames that are read, drawn and written, and what is known of each in a window.
    static func memoryNeed(_ image: RGBImage, queries: Int, threads: Int) -> MemoryNeed {
        let pixels = 3 * image.width * image.height
        return MemoryNeed(
            base: MemoryNeed.program + (85 + 10 * queries + 2 * threads) << 20 + 14 * pixels,
            // One in nine is read ahead, and one in nine seen.
            frame: (pixels + (1 << 20) + queries << 19) * 11 / 9)
    }

    func seen(_ frames: sending any FrameReader) -> Prefetch<Seen> {
        let isFast = resources.isFast
        let preparer = network.preparer(frames, clock.preparing) { index, isLast in
            isFast
                ? KeyframeWalk.looksAt(index, isLast: isLast)
                : SightWalk.looksAt(index, isLast: isLast)
        }
        let prepared = Prefetch(
            runsAhead: resources.threads > 1, capacity: { Self.windowLength($0.frame) / 18 }
        ) { try preparer.next() }
        let walk: any FrameWalk =
            isFast ? KeyframeWalk { try prepared.next() } : SightWalk { try prepared.next() }
        let (queries, computing) = (queries, clock.computing)
        let seeing = { (network: FrameNetwork) -> Lanes<[PreparedFrame], WalkStep>.Maker in
            { frames in
                try walk.steps(frames) { frame, sight in
                    try computing.measure { try network.seen(frame, queries, as: sight) }
                }
            }
        }
        let steps = Lanes(lanes.map(seeing), first: seeing(network)) { try walk.group() }
        return prepared.feeding(capacity: { Self.windowLength($0.frame) / 18 }) {
            try steps.next().map { step in
                Seen(
                    frame: step.prepared.frame, evidence: step.seen.evidence,
                    candidates: step.seen.candidates,
                    found: step.isBetween ? nil : step.seen.sight?.found,
                    flow: step.isBetween ? step.prepared.flow : nil)
            }
        }
    }

    mutating func judge(_ window: [Seen]) -> JudgedWindow {
        let decisions = queries.indices.map { query in
            tracks[query].decide(window.map { $0.candidates[query] })
        }
        let boxes = queries.indices.map { query in
            choices[query].decide(window.map { $0.found?[query] })
        }
        let painter =
            painter ?? MaskPainter(window[0].frame.image, source: window[0].evidence.shape)
        self.painter = painter
        let threshold = ShownThreshold(
            presence: Float(network.thresholds.presence), mask: logit)
        let making = { (network: FrameNetwork) -> WindowLogits.Maker in
            { place in
                try Self.logits(window[place], decisions, boxes.map { $0[place] }, by: network)
            }
        }
        let logits = WindowLogits(
            shape: window[0].evidence.shape, flows: window.map(\.flow), lanes.map(making),
            first: making(network))
        return JudgedWindow(decisions: decisions) { place in
            Self.result(
                window[place], decisions, try logits.next(), painter, above: threshold)
        }
    }

    private static func logits(
        _ seen: Seen, _ decisions: [ObjectTrack.Decision], _ boxes: [MeantBoxes?],
        by network: FrameNetwork
    ) throws -> WindowLogits.Maps {
        try decisions.enumerated().map { query, decision in
            guard decision.matches else { return nil }
            let (evidence, closeUp) = try network.looked(
                seen.evidence, at: boxes[query], in: seen.frame.image)
            return evidence.logits(
                of: decision.candidate, in: seen.candidates[query], closeUp: closeUp,
                by: network.model, on: network.compute)
        }
    }

    private static func result(
        _ seen: Seen, _ decisions: [ObjectTrack.Decision], _ logits: WindowLogits.Maps,
        _ painter: MaskPainter, above threshold: ShownThreshold
    ) -> FrameResult {
        let objects = decisions.enumerated().map { query, decision in
            let candidates = seen.candidates[query]
            let mask = logits[query].map {
                painter.paint($0, above: threshold($0, presence: candidates.presence))
            }
            return ObjectResult(
                mask: mask ?? painter.nothing,
                score: Double(candidates.scores[decision.candidate]),
                presence: Double(candidates.presence))
        }
        return FrameResult(seen.frame, objects)
    }
}
