import Decisions
import Media
import ReferFormer

/// One pass over a clip with a model that judges frame by frame: frames are read and prepared, go
/// through the network, are decided window by window, and are handed on, each stage a few frames
/// ahead of the next.
struct FramePass: Pass {
    /// Bytes of decoded frames in a window; large frames make windows shorter, down to
    /// `shortestWindow` frames, so that memory stays bounded.
    static let windowBytes = 64 << 20
    static let shortestWindow = 4

    /// A frame and what the network says about every query in it.
    private struct Scored: Sendable {
        let frame: Frame
        /// Height and width of the network's input.
        let inputShape: [Int]
        let contrast: ContrastEvidence
        let candidates: [FrameCandidates]
    }

    private let network: FrameNetwork
    private let queries: [EncodedText]
    private let logit: Float
    private let threads: Int
    private let clock = PassClock()

    /// - `logit`: a mask logit above this belongs to the object.
    init(_ network: FrameNetwork, _ queries: [EncodedText], logit: Float, threads: Int) {
        self.network = network
        self.queries = queries
        self.logit = logit
        self.threads = threads
    }

    var timings: SegmentationReport.Timings { clock.timings }

    /// Frames that a window holds, for frames of a size in pixels.
    static func windowLength(width: Int, height: Int) -> Int {
        min(ClipWindow.length, max(shortestWindow, windowBytes / (width * height * 3)))
    }

    private static func windowLength(_ frame: Frame) -> Int {
        windowLength(width: frame.image.width, height: frame.image.height)
    }

    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        let prepared = FramePreparer(frames, clock.preparing)
        let first = ahead({ Self.windowLength($0.frame) / 9 }) { try prepared.next() }
        defer { first.abandon() }
        let (network, queries, computing) = (network, queries, clock.computing)
        let scored = ahead({ Self.windowLength($0.frame) / 9 }) {
            try first.next().map { input in
                let candidates = try computing.measure {
                    try network.candidates(input.input, queries)
                }
                return Scored(
                    frame: input.frame, inputShape: input.input.shape,
                    contrast: network.contrast(input.input), candidates: candidates)
            }
        }
        defer { scored.abandon() }
        var tracks = queries.map { _ in
            ObjectTrack(
                presenceThreshold: Float(network.presenceThreshold), maskThreshold: logit)
        }
        var painter: MaskPainter?
        while let window = try window(scored) {
            let decisions = queries.indices.map { query in
                tracks[query].decide(window.map { $0.candidates[query] })
            }
            for scored in window {
                let image = scored.frame.image
                let paint = painter ?? MaskPainter(image, source: scored.inputShape)
                painter = paint
                try clock.delivering.measure {
                    try body(result(scored, decisions, paint), decisions)
                }
            }
        }
    }

    /// On one thread, stages run in turn; otherwise each is a few elements ahead of the next.
    private func ahead<Element: Sendable>(
        _ capacity: @escaping @Sendable (Element) -> Int,
        _ source: @escaping @Sendable () throws -> Element?
    ) -> Prefetch<Element> {
        Prefetch(runsAhead: threads > 1, capacity: capacity, source)
    }

    private func window(_ source: Prefetch<Scored>) throws -> [Scored]? {
        guard let first = try source.next() else { return nil }
        let length = Self.windowLength(first.frame)
        var window = [first]
        while window.count < length, let next = try source.next() { window.append(next) }
        return window
    }

    private func result(
        _ scored: Scored, _ decisions: [ObjectTrack.Decision], _ painter: MaskPainter
    ) -> FrameResult {
        let image = scored.frame.image
        let objects = zip(scored.candidates, decisions).map { candidates, decision in
            let mask =
                decision.matches
                ? painter.paint(
                    scored.contrast.sharpen(Array(candidates.logits(of: decision.candidate))),
                    above: logit)
                : Mask(emptyWithWidth: image.width, height: image.height)
            return ObjectResult(
                mask: mask, score: Double(candidates.scores[decision.candidate]),
                presence: Double(candidates.presence))
        }
        return FrameResult(
            index: scored.frame.index, name: scored.frame.stem, image: image, objects: objects)
    }
}
