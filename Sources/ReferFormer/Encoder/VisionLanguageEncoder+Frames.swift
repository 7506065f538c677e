import Layers
import Tensors

extension VisionLanguageEncoder {
    /// What frames show.
    struct Sight: Sendable {
        /// The backbone's maps at strides 4, 8, 16 and 32.
        let features: [Tensor]
        /// Size of each frame without padding.
        let extents: [Extent]
        let geometry: Geometry
        /// `[n, cells, hidden]`: projected levels, one after another.
        let cells: Tensor
    }

    /// Looks at frames.
    ///
    /// - `annotated`: for each clip the one frame that all after the backbone is restricted to, as
    ///   in the published evaluations on A2D-Sentences; nil for all frames.
    func see(
        _ batch: FrameBatch, annotated: [Int]?, on compute: Compute, _ stages: StageRecorder?
    ) -> Sight {
        precondition(
            batch.pixels.shape[3] == config.inputChannels,
            "frames \(batch.pixels.shape) for \(config.inputChannels) channels")
        var features = compute.stage("backbone") {
            backbone(batch.pixels, clips: batch.clips, on: compute, recording: stages)
        }
        for (level, map) in features.enumerated() { stages?.record("bb.feat.\(level)", map) }
        var extents = batch.extents
        if let annotated {
            precondition(annotated.count == batch.clips, "\(annotated.count) annotated frames")
            if let stages { record(geometry(features, extents, batch.size, compute), in: stages) }
            let frames = annotated.enumerated().map { $0.offset * batch.framesPerClip + $0.element }
            features = features.map { map in
                compute.concatenate(frames.map { map.rows($0..<($0 + 1)) }, axis: 0)
            }
            extents = frames.map { extents[$0] }
        }
        let geometry = geometry(features, extents, batch.size, compute)
        if let stages { record(geometry, in: stages, lastAlone: annotated != nil) }

        let levels = compute.stage("projection") {
            projections.enumerated().map { level, projection in
                projection(features[min(level + 1, 3)], on: compute)
            }
        }
        for (level, map) in levels.enumerated() { stages?.record("proj.\(level)", map) }
        let cells = compute.concatenate(
            levels.map {
                $0.reshaped([extents.count, $0.shape[1] * $0.shape[2], config.hidden])
            }, axis: 1)
        return Sight(features: features, extents: extents, geometry: geometry, cells: cells)
    }

    /// Maps at strides 8, 16, 32 and 64 out of `[n, cells, hidden]`.
    func maps(_ cells: Tensor, _ geometry: Geometry, _ compute: Compute) -> [Tensor] {
        maps(FrameParts([cells]), geometry, compute).map { $0.joined(on: compute) }
    }

    /// As above, every part by itself.
    func maps(_ cells: FrameParts, _ geometry: Geometry, _ compute: Compute) -> [FrameParts] {
        cells.maps(geometry.levels, on: compute)
    }

    private func geometry(
        _ features: [Tensor], _ extents: [Extent], _ pixels: DeformableAttention.Size,
        _ compute: Compute
    ) -> Geometry {
        geometry(
            of: features.map { (height: $0.shape[1], width: $0.shape[2]) }, extents, pixels,
            compute)
    }

    /// - `maps`: sizes of the backbone's maps at strides 4, 8, 16 and 32.
    func geometry(
        of maps: [Geometry.Size], _ extents: [Extent], _ pixels: DeformableAttention.Size,
        _ compute: Compute
    ) -> Geometry {
        let uniform = extents.allSatisfy { $0 == extents[0] }
        let key = Geometry.Key(
            pixels: Extent(rows: pixels.height, columns: pixels.width),
            extents: uniform ? [extents[0]] : extents)
        return geometries.geometry(key) {
            var sizes = maps
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
