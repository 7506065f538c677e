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
    let cells: Tensor
    /// `[1, height / 4, width / 4, pyramid]` of each frame
    let lateral: [Tensor]
    /// What is finished where words come late.
    let late: Late?

    struct Late: Sendable {
        /// `[n, height / 4, width / 4, maskFeatures]`
        let maskFeatures: Tensor
        let prior: PriorHead.Base?
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
        precondition(
            batch.pixels.shape[3] == config.inputChannels,
            "frames \(batch.pixels.shape) for \(config.inputChannels) channels")
        let size = batch.size
        guard min(size.height, size.width) >= config.leastSide else {
            throw ReferFormerError.smallFrames(
                height: size.height, width: size.width, least: config.leastSide)
        }
        var features = compute.stage("backbone") {
            backbone(batch.pixels, clips: batch.clips, on: compute)
        }
        for (level, map) in features.enumerated() { stages?.record("bb.feat.\(level)", map) }
        var extents = batch.extents
        if let annotated {
            precondition(annotated.count == batch.clips, "\(annotated.count) annotated frames")
            if let stages { record(geometry(features, extents, size, compute), in: stages) }
            let frames = annotated.enumerated().map { $0.offset * batch.framesPerClip + $0.element }
            features = features.map { map in
                compute.concatenate(frames.map { map.rows($0..<($0 + 1)) }, axis: 0)
            }
            extents = frames.map { extents[$0] }
        }
        let geometry = geometry(features, extents, size, compute)
        if let stages { record(geometry, in: stages, lastAlone: annotated != nil) }

        let frames = extents.count
        let levels = compute.stage("projection") {
            projections.enumerated().map { level, projection in
                projection(features[min(level + 1, 3)], on: compute)
            }
        }
        for (level, map) in levels.enumerated() { stages?.record("proj.\(level)", map) }
        var cells = compute.concatenate(
            levels.map { $0.reshaped([frames, $0.shape[1] * $0.shape[2], config.hidden]) }, axis: 1)
        let lateral = compute.stage("pyramid") { pixelDecoder.lateral(features[0], on: compute) }
        var late: Trunk.Late?
        if config.fusion == .afterEncoder {
            cells = compute.stage("encoder") { encoder(cells, geometry, on: compute, stages) }
            let maps = maps(cells, geometry, compute)
            let pyramid = compute.stage("pyramid") {
                pixelDecoder([maps[2], maps[1], maps[0]], lateral: lateral, on: compute, stages)
            }
            let prior = prior?.prepare(
                memory: Array(maps.prefix(3)), pyramid8: pyramid.maps[2], pixels: batch.pixels,
                on: compute, stages)
            late = Trunk.Late(maskFeatures: pyramid.maskFeatures, prior: prior)
        }
        return Trunk(
            clips: batch.clips, geometry: geometry, extents: extents, cells: cells,
            lateral: (0..<frames).map { lateral.rows($0..<($0 + 1)) }, late: late)
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
            cells: join { $0.cells }, lateral: parts.flatMap(\.lateral), late: late)
    }

    /// Maps at strides 8, 16, 32 and 64 out of `[n, cells, hidden]`.
    func maps(_ cells: Tensor, _ geometry: Geometry, _ compute: Compute) -> [Tensor] {
        let frames = cells.shape[0]
        let flat = cells.reshaped([frames * geometry.cells, config.hidden])
        var start = 0
        return geometry.levels.map { size in
            let count = size.height * size.width
            defer { start += count }
            let parts = (0..<frames).map { frame in
                let first = frame * geometry.cells + start
                return flat.rows(first..<(first + count))
            }
            let map = parts.count == 1 ? parts[0] : compute.concatenate(parts, axis: 0)
            return map.reshaped([frames, size.height, size.width, config.hidden])
        }
    }

    private func geometry(
        _ features: [Tensor], _ extents: [Extent], _ pixels: DeformableAttention.Size,
        _ compute: Compute
    ) -> Geometry {
        let uniform = extents.allSatisfy { $0 == extents[0] }
        let key = Geometry.Key(
            pixels: Extent(rows: pixels.height, columns: pixels.width),
            extents: uniform ? [extents[0]] : extents)
        return geometries.geometry(key) {
            var sizes = features.map { (height: $0.shape[1], width: $0.shape[2]) }
            sizes.append(((sizes[3].height - 1) / 2 + 1, (sizes[3].width - 1) / 2 + 1))
            return Geometry(
                key, sizes: sizes, config: config, levelEmbed: levelEmbed, compute)
        }
    }

    private func record(
        _ geometry: Geometry, in stages: StageRecorder, lastAlone: Bool = false
    ) {
        for (map, positions) in geometry.positions.enumerated() where !lastAlone || map == 4 {
            stages.record("pos.\(map)", positions)
        }
        stages.record("enc.pos", geometry.encoderPositions)
        stages.record("enc.ref_points", geometry.references)
        stages.record(
            "enc.valid_ratios",
            Tensor(
                shape: [geometry.validRatios.count, config.levels, 2],
                values: geometry.validRatios.flatMap { $0.flatMap { [$0.x, $0.y] } }))
    }
}
