import Decisions
import Media
import ReferFormer
import Tensors

/// One pass over a clip with a model that judges the frames of a piece together.
struct ClipPass: Pass {
    /// Bytes of decoded frames in a piece; larger frames make pieces shorter, so that memory stays
    /// bounded, unless the protocol wants the whole video.
    static let pieceBytes = 512 << 20

    private struct Prepared: Sendable {
        let frame: Frame
        let input: Tensor
    }

    private let network: ClipNetwork
    private let queries: [EncodedText]
    private let logit: Float
    private let contests: [Int]
    private let threads: Int
    private let clock = PassClock()

    init(
        _ network: ClipNetwork, _ queries: [EncodedText], logit: Float, contests: [Int],
        threads: Int
    ) {
        (self.network, self.queries, self.contests) = (network, queries, contests)
        (self.logit, self.threads) = (logit, threads)
    }

    var timings: SegmentationReport.Timings { clock.timings }

    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        let reader = Reading(frames)
        let (network, clock) = (network, clock)
        let prepared = Prefetch(runsAhead: threads > 1, capacity: { _ in 2 }) {
            try clock.preparing.measure {
                try reader.next().map { Prepared(frame: $0, input: try network.input($0.image)) }
            }
        }
        defer { prepared.abandon() }
        let unlinked = queries.map { _ in CandidateLink(maskThreshold: logit) }
        var links = unlinked
        while let piece = try piece(prepared) {
            if network.clipProtocol != .windows { links = unlinked }
            let findings = try clock.computing.measure {
                try network.objects(piece.map(\.input), queries, following: &links)
            }
            let decisions = findings.map {
                ObjectTrack.Decision(candidate: $0.candidate, presence: $0.mean, matches: true)
            }
            for (index, prepared) in piece.enumerated() {
                try clock.delivering.measure {
                    try body(result(prepared, findings, at: index), decisions)
                }
            }
        }
    }

    private func piece(_ source: Prefetch<Prepared>) throws -> [Prepared]? {
        guard let first = try source.next() else { return nil }
        let size = first.frame.image.pixels.count
        let length =
            network.clipProtocol == .refYouTubeVOS
            ? Int.max : min(network.clipProtocol.pieceLength, max(1, Self.pieceBytes / size))
        var piece = [first]
        while piece.count < length, let next = try source.next() { piece.append(next) }
        return piece
    }

    private func result(
        _ prepared: Prepared, _ findings: [WindowObject], at index: Int
    ) -> FrameResult {
        let image = prepared.frame.image
        let shape = prepared.input.shape.prefix(2).map { ($0 + 3) / 4 }
        let painter = MaskPainter(image, source: shape)
        let logits = findings.map { Array($0.logits[index]) }
        let masks =
            network.clipProtocol == .refDAVIS
            ? painter.contest(logits, contests) : logits.map { painter.paint($0, above: logit) }
        return FrameResult(
            index: prepared.frame.index, name: prepared.frame.stem, image: image,
            objects: zip(masks, findings).map { mask, finding in
                ObjectResult(
                    mask: mask, score: Double(finding.scores[index]),
                    presence: Double(finding.scores[index]))
            })
    }
}
