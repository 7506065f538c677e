import Foundation
import Tensors

extension OnlineRefer {
    /// What is carried from a frame to the next, of one text: every query at first, then the one
    /// that is followed.
    package struct Track: Sendable {
        /// What the queries know, `[queries, hidden]`.
        let embedding: Tensor
        /// `[queries, hidden]`
        let positions: Tensor
        /// Where they begin to look, as logits: points `[queries, 2]` at first, then a box
        /// `[1, 4]` (centre x, y, width, height).
        let references: Tensor
    }

    /// Before the first frame: the learned queries, which know nothing.
    package var start: Track {
        let (positions, points) = (network.decoder.positions, network.decoder.points)
        return Track(
            embedding: Tensor(zeros: positions.shape), positions: positions, references: points)
    }

    /// Looks in one frame for what the text refers to.
    ///
    /// - `trunk`: of one frame. `text`: one.
    package func look(
        _ trunk: Trunk, _ text: EncodedText, following track: Track, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Decoded {
        precondition(trunk.frames == 1, "\(trunk.frames) frames at a time")
        let memory = network.memory(trunk, text, on: compute, stages)
        let target = track.embedding.reshaped([1] + track.embedding.shape)
        stages?.record("track.in.ref_pts", track.references)
        stages?.record("track.in.track_embedding", track.embedding)
        stages?.record("track.in.pos_embedding", track.positions)
        stages?.record("dec.tgt", target)
        stages?.record("dec.query_pos", track.positions)
        let queries = network.decoder.queries(
            target, positions: track.positions,
            references: compute.sigmoid(track.references), on: compute, stages)
        let seen = network.look(queries, memory, trunk, text, on: compute, stages)
        if let stages {
            stages.record("out.pred_logits", seen.scores)
            stages.record("out.pred_boxes", seen.boxes)
            stages.record("out.pred_masks", network.masks(seen, trunk, on: compute))
            stages.record("out.reference_points", seen.referencePoints)
            stages.record("out.reference_inits", queries.references)
        }
        return seen
    }

    /// What is carried on to the next frame.
    ///
    /// - `query`: the one that is followed, of those of `seen`.
    /// - `track`: what was carried into the frame.
    package func track(
        of query: Int, _ seen: Decoded, after track: Track, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) -> Track {
        let row = query..<(query + 1)
        let state = seen.states.reshaped(Array(seen.states.shape.dropFirst())).rows(row)
        stages?.record("track.selected", state)
        let position = track.positions.rows(row)
        let box = seen.boxes.reshaped(Array(seen.boxes.shape.dropFirst())).rows(row)
        return Track(
            embedding: self.track(state, on: compute),
            positions: positionTrack?(position, on: compute) ?? position,
            references: Tensor(shape: box.shape, values: box.values.map(boundedLogit)))
    }
}
