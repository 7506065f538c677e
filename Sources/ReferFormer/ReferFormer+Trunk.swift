import Layers
import Tensors

/// All that a model knows about frames before it reads a word.
package struct Trunk: Sendable {
    package let clips: Int
    /// Frames of all clips.
    package var frames: Int { extents.count }
    /// Height and width of mask logits.
    package var maskSize: (height: Int, width: Int) { geometry.sizes[0] }
    let geometry: Geometry
    /// Size of each frame without padding.
    let extents: [Extent]
    /// `[n, cells, hidden]`: projected levels; the encoder's memory where words come afterwards.
    var cells: FrameParts
    /// Whether the cells are those of frames that have met the words already.
    var hasRead = false
    /// Of each frame.
    var lateral: [LateralMap]
    /// What is finished where words come late.
    let late: Late?

    struct Late: Sendable {
        /// `[n, height / 4, width / 4, maskFeatures]`
        let maskFeatures: Tensor
        let prior: PriorHead.Base?
    }
}

extension Trunk {
    /// - `cells`: what the encoder made of those of `sight`, or these themselves.
    /// - `lateral`: `[n, height / 4, width / 4, channels]`.
    init(
        clips: Int, _ sight: VisionLanguageEncoder.Sight, cells: Tensor, lateral: Tensor,
        late: Late? = nil
    ) {
        self.init(
            clips: clips, geometry: sight.geometry, extents: sight.extents,
            cells: FrameParts([cells]),
            lateral: sight.extents.indices.map { .kept(lateral.rows($0..<($0 + 1))) }, late: late)
    }
}

extension ReferFormer {
    /// Runs what depends on the frames alone.
    ///
    /// - `annotated`: for each clip the one frame that all after the backbone is restricted to, as
    ///   in the published evaluation on A2D-Sentences; nil for all frames.
    /// - Throws: `ReferFormerError.smallFrames`.
    package func trunk(
        _ batch: FrameBatch, annotated: [Int]? = nil, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) throws -> Trunk {
        let size = batch.size
        guard min(size.height, size.width) >= config.leastSide else {
            throw ReferFormerError.smallFrames(
                height: size.height, width: size.width, least: config.leastSide)
        }
        let sight = encoder.see(batch, annotated: annotated, on: compute, stages)
        var cells = sight.cells
        let lateral = compute.stage("pyramid") {
            pixelDecoder.lateral(sight.features[0], on: compute)
        }
        var late: Trunk.Late?
        if config.fusion == .afterEncoder {
            cells = compute.stage("encoder") {
                encoder.deformable(cells, sight.geometry, on: compute, stages)
            }
            let maps = encoder.maps(cells, sight.geometry, compute)
            let pyramid = compute.stage("pyramid") {
                pixelDecoder([maps[2], maps[1], maps[0]], lateral: lateral, on: compute, stages)
            }
            let prior = prior?.prepare(
                memory: Array(maps.prefix(3)), pyramid8: pyramid.maps[2], pixels: batch.pixels,
                on: compute, stages)
            late = Trunk.Late(maskFeatures: pyramid.maskFeatures, prior: prior)
        }
        return Trunk(clips: batch.clips, sight, cells: cells, lateral: lateral, late: late)
    }

    /// A trunk that serves one text alone, and needs no more memory once it has met the words than before.
    package func read(_ trunk: Trunk, _ text: EncodedText, on compute: Compute) -> Trunk {
        guard trunk.late == nil else { return trunk }
        var read = trunk
        read.cells = encoder.memory(trunk, text, on: compute, nil).kept(in: compute.precision)
        read.hasRead = true
        return read
    }

    /// The trunk of a clip from those of its parts, all of one size and without padding.
    package func joined(_ parts: [Trunk], on compute: Compute) -> Trunk {
        guard let first = parts.first else { preconditionFailure("no parts") }
        if parts.count == 1 { return first }
        precondition(
            parts.allSatisfy { $0.clips == 1 && $0.extents[0] == first.extents[0] },
            "parts of several clips or sizes")
        let join = { (pick: (Trunk) -> Tensor?) in
            compute.concatenate(parts.compactMap(pick), axis: 0)
        }
        let late = first.late.map { late in
            Trunk.Late(
                maskFeatures: join { $0.late?.maskFeatures },
                prior: late.prior.map { _ in
                    PriorHead.Base(
                        cells: join { $0.late?.prior?.cells },
                        features: join { $0.late?.prior?.features },
                        contrast: join { $0.late?.prior?.contrast })
                })
        }
        return Trunk(
            clips: 1, geometry: first.geometry, extents: parts.flatMap(\.extents),
            cells: FrameParts(joining: parts.map(\.cells)), hasRead: first.hasRead,
            lateral: parts.flatMap(\.lateral), late: late)
    }
}
