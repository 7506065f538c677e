import Layers
import ReferFormer
import Tensors

extension MTTR {
    /// All that a model knows about frames before it reads a word.
    package struct Trunk: Sendable {
        package let clips: Int
        /// Frames of all clips.
        package var frames: Int { extents.count }
        /// Height and width of the frames, padding included.
        package let size: DeformableAttention.Size
        /// Height and width of mask logits.
        package var maskSize: DeformableAttention.Size {
            (laterals[1].shape[1], laterals[1].shape[2])
        }
        /// The valid part of each frame's map at stride 16.
        let extents: [Extent]
        /// Of the cells of each frame's map at stride 16, `[cells, hidden]`.
        let positions: [Tensor]
        /// `[n, height / 16, width / 16, hidden]`
        let cells: Tensor
        /// Of the backbone's maps at strides 8 and 4, whose sizes they have.
        let laterals: [Tensor]
    }

    /// Runs what depends on the frames alone.
    ///
    /// - `annotated`: for each clip the one frame that all after the backbone is restricted to, as
    ///   in the published evaluation on A2D-Sentences; nil for all frames.
    package func trunk(
        _ batch: FrameBatch, annotated: [Int]? = nil, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Trunk {
        precondition(batch.pixels.shape[3] == 3, "frames \(batch.pixels.shape)")
        var features = backbone(
            batch.pixels, clips: batch.clips, on: compute, recording: stages)
        for (level, map) in features.enumerated() { stages?.record("bb.feat.\(level)", map) }
        var extents = batch.extents
        if let annotated {
            precondition(annotated.count == batch.clips, "\(annotated.count) annotated frames")
            let frames = annotated.enumerated().map { $0.offset * batch.framesPerClip + $0.element }
            features = features.map { map in
                compute.concatenate(frames.map { map.rows($0..<($0 + 1)) }, axis: 0)
            }
            extents = frames.map { extents[$0] }
        }
        let cells = projection(features[2], on: compute)
        stages?.record("proj.0", cells)
        let size = (height: cells.shape[1], width: cells.shape[2])
        let valid = extents.map { $0.reduced(from: batch.size, to: size) }
        var positions: [Extent: Tensor] = [:]
        for extent in valid where positions[extent] == nil {
            positions[extent] = PositionEncoding.map(
                height: size.height, width: size.width, rows: extent.rows,
                columns: extent.columns, features: config.hidden, offset: 0)
        }
        return Trunk(
            clips: batch.clips, size: batch.size, extents: valid,
            positions: valid.compactMap { positions[$0] }, cells: cells,
            laterals: (0..<2).map {
                spatialDecoder.lateral($0, of: features[1 - $0], on: compute)
            })
    }
}
