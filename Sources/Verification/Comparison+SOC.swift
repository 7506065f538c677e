import Decisions
import ReferFormer
import Tensors

extension Comparison {
    /// Runs the inputs of a golden file of SOC and compares every stage in it.
    ///
    /// - `model`: of the golden's architecture.
    /// - Throws: `VerificationError`, and what is wrong with the inputs.
    package init(_ golden: Golden, _ model: SOC, on compute: Compute) throws {
        self.init(stages: [])
        if golden.file.layout(of: "in.ids") != nil {
            try compareClip(golden, model, compute)
        } else {
            try compareAnnotated(golden, model, compute)
        }
    }

    /// All frames of one clip (Ref-YouTube-VOS).
    private mutating func compareClip(
        _ golden: Golden, _ model: SOC, _ compute: Compute
    ) throws {
        let recorder = StageRecorder()
        let text = try model.encode([golden.integers("in.ids")], on: compute, recording: recorder)
        let trunk = model.trunk(
            FrameBatch(clip: try golden.clip()), on: compute, recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        try compareStages(recorder, model, seen, trunk, golden, compute)
        let scores = meanScores(seen.scores)
        stages.append(
            try golden.difference("post.scores", Tensor(shape: [scores.count], values: scores)))

        var link = CandidateLink(maskThreshold: 0)
        let object = WindowObject(seen, trunk, by: model, following: &link, on: compute)
        query = Choice(
            chosen: object.candidate, expected: try golden.integers("post.query").first ?? -1)
        try comparePainted(object, trunk, golden)
    }

    /// One annotated frame of each clip (A2D-Sentences).
    private mutating func compareAnnotated(
        _ golden: Golden, _ model: SOC, _ compute: Compute
    ) throws {
        let recorder = StageRecorder()
        let clips = try AnnotatedClips(golden)
        let text = try model.encode(clips.texts, on: compute, recording: recorder)
        let batch = FrameBatch(padding: clips.frames)
        let trunk = model.trunk(
            batch, annotated: clips.places, on: compute, recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        try compareStages(recorder, model, seen, trunk, golden, compute)
        try compareCandidates(
            seen.firstScores, model.masks(seen, trunk, on: compute), clips,
            padded: Extent(rows: batch.size.height, columns: batch.size.width), golden, compute)
    }

    /// Every stage but the reading of frames by words, which the model leaves out since nothing that is
    /// returned depends on it.
    private mutating func compareStages(
        _ recorder: StageRecorder, _ model: SOC, _ seen: SOC.Decoded, _ trunk: Trunk,
        _ golden: Golden, _ compute: Compute
    ) throws {
        stages = try recorder.differences(from: golden, on: compute) { !$0.hasPrefix("lang.") }
        stages += try [
            ("out.pred_cls", seen.classScores), ("out.pred_boxes", seen.boxes),
            ("out.pred_masks", model.masks(seen, trunk, on: compute)),
            ("out.video_queries", seen.clusters),
        ].map { try golden.difference($0.0, $0.1) }
    }
}
