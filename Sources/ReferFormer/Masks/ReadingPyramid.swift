import Layers
import Tensors

/// The published pyramid over one batch of clips and its texts, finished down to stride 8; the maps
/// at stride 4, by far the largest, are made for some frames at a time, when their masks are drawn.
struct ReadingPyramid: Sendable {
    /// Cells that a part of a clip has, at least where it has several frames: enough to keep all
    /// threads busy.
    private static let cellsPerPart = 3600

    private let decoder: PixelDecoder
    /// Of each stage from stride 32 down, each text's.
    private let words: [[WordAttention.Words]]
    private let clips: Int
    private let geometry: Geometry
    /// Of each frame.
    private let lateral: [LateralMap]
    /// `[n, height / 8, width / 8, pyramid]`
    private var above: FrameParts
    /// What the frames tell each other at stride 4.
    private let exchanged: Tensor

    /// - `memory`: maps at strides 32, 16, 8; `lateral`: of stride 4, one for each frame.
    init(
        _ decoder: PixelDecoder, memory: [FrameParts], lateral: [LateralMap], text: EncodedText,
        clips: Int, _ geometry: Geometry, on compute: Compute, _ recorder: StageRecorder?
    ) {
        self.decoder = decoder
        (words, self.clips) = (text.pyramid, clips)
        (self.geometry, self.lateral) = (geometry, lateral)
        exchanged = Self.exchange(
            3, lateral.lazy.map(\.reduced), decoder, clips, geometry, compute)
        above = memory[0]
        var finished: FrameParts?
        for stage in 0..<3 {
            let parts = parts(of: 0..<lateral.count, map: 3 - stage)
            let kept = { (output: Tensor, stage: Int) in
                FrameParts([output]).kept(
                    in: recorder == nil && stage == 2 ? compute.precision : .fp32)
            }
            // Made twice, which costs little, instead of kept for all frames.
            let map = { (frames: Range<Int>) in
                decoder.stages[stage].adapter(
                    memory[stage].rows(frames, on: compute), on: compute)
            }
            let seen = Self.exchange(
                stage, parts.lazy.map(map), decoder, clips, geometry, compute)
            let steps = parts.map { frames in
                let made = step(
                    stage, map(frames), exchanged: seen,
                    above: finished?.rows(frames, on: compute), frames, on: compute)
                return (read: recorder == nil ? nil : made.read, output: kept(made.output, stage))
            }
            let output = FrameParts(joining: steps.map(\.output))
            if let recorder {
                let number = 4 - stage
                recorder.record(
                    "fpn.lateral.\(number)", FrameParts(parts.map(map)).joined(on: compute))
                recorder.record(
                    "fpn.xattn.\(number)",
                    FrameParts(steps.compactMap(\.read)).joined(on: compute))
                recorder.record("fpn.out.\(number)", output.joined(on: compute))
            }
            (finished, above) = (output, output)
        }
    }

    private static func exchange(
        _ stage: Int, _ maps: some Sequence<Tensor>, _ decoder: PixelDecoder, _ clips: Int,
        _ geometry: Geometry, _ compute: Compute
    ) -> Tensor {
        guard let block = decoder.stages[stage].block else {
            preconditionFailure("a pyramid that reads no words")
        }
        return block.exchange(maps, clips: clips, map: 3 - stage, geometry, on: compute)
    }

    /// Mask features of some frames, `[frames, height / 4, width / 4, maskFeatures]`.
    func maskFeatures(_ frames: Range<Int>, on compute: Compute) -> Tensor {
        let parts = parts(of: frames, map: 0).map { frames in
            decoder.maskFeatures(finest(frames, on: compute).output, on: compute)
        }
        return compute.concatenate(parts, axis: 0)
    }

    /// Records the stages at stride 4, all frames at once.
    func record(in recorder: StageRecorder, on compute: Compute) {
        let frames = 0..<lateral.count
        let parts = parts(of: frames, map: 0).map { finest($0, on: compute) }
        recorder.record("fpn.lateral.1", compute.concatenate(lateral.map(\.whole), axis: 0))
        recorder.record("fpn.xattn.1", compute.concatenate(parts.map(\.read), axis: 0))
        recorder.record("fpn.out.1", compute.concatenate(parts.map(\.output), axis: 0))
        recorder.record("fpn.mask_features", maskFeatures(frames, on: compute))
    }

    private func finest(
        _ frames: Range<Int>, on compute: Compute
    ) -> (read: Tensor, output: Tensor) {
        step(
            3, compute.concatenate(lateral[frames].map(\.whole), axis: 0), exchanged: exchanged,
            above: above.rows(frames, on: compute), frames, on: compute)
    }

    /// One stage for some frames of one clip: the block's result and the stage's.
    ///
    /// - `above`: of these frames; `exchanged`: of all.
    private func step(
        _ index: Int, _ x: Tensor, exchanged: Tensor, above: Tensor?, _ frames: Range<Int>,
        on compute: Compute
    ) -> (read: Tensor, output: Tensor) {
        let stage = decoder.stages[index]
        guard let block = stage.block else { preconditionFailure("a pyramid that reads no words") }
        let clip = frames.lowerBound / (lateral.count / clips)
        let positions = geometry.positions[3 - index]
        let read = block(
            x, exchanged: exchanged.rows(frames),
            positions: positions.shape.count == 3 ? positions.rows(frames) : positions,
            words: words[index][clip], on: compute)
        let sum = decoder.joined(read, above, compute)
        return (read, stage.layer(sum, activation: .relu, on: compute))
    }

    /// Frames in parts that lie in one clip each and are not too small.
    private func parts(of frames: Range<Int>, map: Int) -> [Range<Int>] {
        let size = geometry.sizes[map]
        let most = max(1, Self.cellsPerPart / (size.height * size.width))
        let perClip = lateral.count / clips
        var parts: [Range<Int>] = []
        var start = frames.lowerBound
        while start < frames.upperBound {
            let clipEnd = (start / perClip + 1) * perClip
            let end = min(start + most, clipEnd, frames.upperBound)
            parts.append(start..<end)
            start = end
        }
        return parts
    }
}
