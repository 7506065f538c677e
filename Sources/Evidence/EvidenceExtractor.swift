import CEvidence
import Media
import Tensors

/// What a frame shows without any training: where it moves against the camera and where its colours
/// stand out.
///
/// Five channels, last axis of the result:
///
/// | | |
/// |---|---|
/// | 0, 1 | flow minus camera motion, x and y, over 0.04 of the width, clamped to ±3 |
/// | 2 | motion saliency over its mean, clamped to 6, over 3 |
/// | 3 | colour saliency over its mean, clamped to 4, over 2 |
/// | 4 | `r = ln((s + 0.03) / (threshold + 0.03))`, clamped to ±2; `r > 0` is a segmentation |
///
/// - Flow: dense inverse search (Kroeger et al. 2016, arXiv:1603.03590) at half the working size,
///   refined by the variational model of Brox et al. (ECCV 2004).
/// - Camera: an affine field fitted by iteratively reweighted least squares and subtracted.
/// - Motion saliency: half the length of what is left of the flow, half its minimum barrier
///   distance to the border (Zhang et al., ICCV 2015).
/// - Colour saliency: half the Mahalanobis distance to the border's colours in CIE L\*a\*b\*, half
///   the barrier distance to the border.
/// - `s`: the product of both; then `sqrt(s) · P(object | colour)` with the histograms of what `s`
///   marks and of the rest, then a guided filter (He et al., ECCV 2010) with the frame as guide.
/// - Threshold: Otsu (1979). Where nothing moves, a prior for the centre takes the place of motion.
///
/// Frames come at their working size (``workingSize(width:height:)``). Every result is the same to
/// the bit on every machine and however many calls run at once. Training computes its input with
/// the same C code, so a change in that code needs new weights.
package struct EvidenceExtractor: Sendable {
    /// Channels of a result.
    package static let channels = EVIDENCE_CHANNELS
    /// Sides a working frame may have.
    package static let sides =
        EVIDENCE_MIN_SIDE...EVIDENCE_MAX_SIDE
    /// Long side of a working frame.
    package static let longSide = 320

    /// Rows of a result.
    package let height: Int
    /// Columns of a result.
    package let width: Int

    /// The frame that motion is measured against.
    package enum Neighbour: Sendable {
        /// The frame after; the usual choice.
        case next(RGBImage)
        /// The frame before, for the last one: its flow is negated, so that it still points forward.
        case previous(RGBImage)
        /// No other frame: zero flow and motion, `r` from colour and centre alone.
        case none
    }

    /// - `height`, `width`: size of the results; evidence is area-averaged down to it.
    package init(height: Int = 128, width: Int = 224) {
        precondition(height > 0 && width > 0, "evidence of \(height)x\(width)")
        self.height = height
        self.width = width
    }

    /// The size to resize frames of `width` x `height` to: long side 320, the aspect kept as far as
    /// the short side stays at least 32.
    package static func workingSize(width: Int, height: Int) -> (width: Int, height: Int) {
        precondition(width > 0 && height > 0, "frame of \(width)x\(height)")
        let short = Double(longSide) * Double(min(width, height)) / Double(max(width, height))
        let side = max(sides.lowerBound, Int(short.rounded(.toNearestOrEven)))
        return width >= height ? (longSide, side) : (side, longSide)
    }

    /// Evidence of one frame: `[height, width, 5]`.
    ///
    /// Takes about 5 ms for 320x180 on one core; calls may run at once.
    ///
    /// - Throws: ``EvidenceError`` if a side is out of range or the neighbour's size differs.
    package func evidence(of frame: RGBImage, against neighbour: Neighbour) throws -> Tensor {
        try evidence(of: frame, against: neighbour, flow: nil)
    }

    /// Evidence of one frame, as above, and the flow from it to its neighbour with the camera's motion in it:
    /// `[height, width, 2]` in widths and heights of the frame, x first; 0 without a neighbour.
    ///
    /// - Throws: as ``evidence(of:against:)``.
    package func evidenceAndFlow(
        of frame: RGBImage, against neighbour: Neighbour
    ) throws -> (evidence: Tensor, flow: Tensor) {
        var evidence: Tensor?
        let flow = try Tensor.filled([height, width, 2]) { flow in
            evidence = try self.evidence(of: frame, against: neighbour, flow: flow.baseAddress)
        }
        guard let evidence else { preconditionFailure("a flow without evidence") }
        return (evidence, flow)
    }

    private func evidence(
        of frame: RGBImage, against neighbour: Neighbour, flow: UnsafeMutablePointer<Float>?
    ) throws -> Tensor {
        let (other, sign): (RGBImage?, Float) =
            switch neighbour {
            case .next(let other): (other, 1)
            case .previous(let other): (other, -1)
            case .none: (nil, 1)
            }
        try check(frame, other)
        let (w, h) = (Int32(frame.width), Int32(frame.height))
        return withScratch(evidence_scratch_bytes(w, h)) { scratch in
            Tensor.filled([height, width, Self.channels]) { out in
                let code = frame.pixels.withUnsafeBufferPointer { pixels in
                    withOptionalPointer(other?.pixels) { neighbour in
                        evidence_frame_and_flow(
                            pixels.baseAddress, neighbour, sign, w, h, Int32(width),
                            Int32(height), out.baseAddress, flow, scratch)
                    }
                }
                precondition(
                    code == EVIDENCE_OK, "evidence code \(code) for checked sizes")
            }
        }
    }

    /// Evidence of a clip's frames, in order: each against the next one, the last against the one
    /// before it.
    ///
    /// - Throws: ``EvidenceError``, as ``evidence(of:against:)``.
    package func evidence(of frames: [RGBImage]) throws -> [Tensor] {
        try frames.indices.map { index in
            let neighbour: Neighbour =
                if index + 1 < frames.count {
                    .next(frames[index + 1])
                } else if index > 0 {
                    .previous(frames[index - 1])
                } else {
                    .none
                }
            return try evidence(of: frames[index], against: neighbour)
        }
    }

    /// Dense flow from one frame to another: `[height, width, 2]` in pixels of the frame, x first.
    ///
    /// - Throws: ``EvidenceError`` if a side is out of range or the sizes differ.
    package static func flow(from frame: RGBImage, to other: RGBImage) throws -> Tensor {
        try EvidenceExtractor().check(frame, other)
        let (w, h) = (Int32(frame.width), Int32(frame.height))
        return withScratch(evidence_scratch_bytes(w, h)) { scratch in
            Tensor.filled([frame.height, frame.width, 2]) { out in
                let code = frame.pixels.withUnsafeBufferPointer { pixels in
                    other.pixels.withUnsafeBufferPointer {
                        evidence_flow(
                            pixels.baseAddress, $0.baseAddress, w, h, out.baseAddress, scratch)
                    }
                }
                precondition(
                    code == EVIDENCE_OK, "flow code \(code) for checked sizes")
            }
        }
    }

    private func check(_ frame: RGBImage, _ other: RGBImage?) throws {
        guard Self.sides.contains(frame.width) && Self.sides.contains(frame.height) else {
            throw EvidenceError.frameOutOfRange(
                width: frame.width, height: frame.height, sides: Self.sides)
        }
        if let other, other.width != frame.width || other.height != frame.height {
            throw EvidenceError.neighbourSizeDiffers(
                frame: frame.sizeText, neighbour: other.sizeText)
        }
    }
}

private func withOptionalPointer<R>(
    _ values: [UInt8]?, _ body: (UnsafePointer<UInt8>?) throws -> R
) rethrows -> R {
    guard let values else { return try body(nil) }
    return try values.withUnsafeBufferPointer { try body($0.baseAddress) }
}
