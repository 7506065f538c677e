import Decisions
import MTTR
import ReferFormer
import Tensors

extension Comparison {
    /// Runs the inputs of a golden file of MTTR and compares every stage in it.
    ///
    /// - `model`: of the golden's architecture.
    /// - Throws: `VerificationError`, and what is wrong with the inputs.
    package init(_ golden: Golden, _ model: MTTR, on compute: Compute) throws {
        self =
            golden.file.layout(of: "in.ids") != nil
            ? try Self.clip(golden, model, compute) : try Self.annotated(golden, model, compute)
    }

    /// All frames of one clip (Ref-YouTube-VOS).
    private static func clip(
        _ golden: Golden, _ model: MTTR, _ compute: Compute
    ) throws -> Comparison {
        let recorder = StageRecorder()
        let text = try model.encode([golden.integers("in.ids")], on: compute, recording: recorder)
        let trunk = model.trunk(
            FrameBatch(clip: try golden.frames("in.frames")), on: compute, recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        var stages = try recorder.differences(from: golden, on: compute)
        stages += try outputs(recorder, model, golden)
        let scores = meanScores(seen.scores)
        stages.append(
            try golden.difference("post.scores", Tensor(shape: [scores.count], values: scores)))

        var link = CandidateLink(maskThreshold: 0)
        let object = WindowObject(seen, by: model, following: &link, on: compute)
        let (size, source) = (trunk.size, trunk.maskSize)
        let stretch = Stretch(
            height: size.height, width: size.width, sourceHeight: source.height,
            sourceWidth: source.width)
        stages.append(
            try golden.difference(
                "post.prob",
                Tensor(
                    shape: [trunk.frames, size.height, size.width],
                    values: object.logits.flatMap { stretch(Array($0)).map(sigmoid) })))
        let original = try golden.integers("in.orig_size")
        guard original.count == 2 else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no original size")
        }
        let painter = MaskPainter(
            height: original[0], width: original[1], readHeight: size.height,
            readWidth: size.width, sourceHeight: source.height, sourceWidth: source.width)
        let painted = object.logits.flatMap { painter.paint(Array($0), above: 0).bytes }
        return Comparison(
            stages: stages,
            masks: [
                MaskAgreement("post.mask", labels: painted, try golden.integers("post.mask"))
            ],
            query: Choice(
                chosen: object.candidate,
                expected: try golden.integers("post.query").first ?? -1))
    }

    /// One annotated frame of each clip (A2D-Sentences).
    private static func annotated(
        _ golden: Golden, _ model: MTTR, _ compute: Compute
    ) throws -> Comparison {
        let recorder = StageRecorder()
        let clips = try AnnotatedClips(golden)
        let text = try model.encode(clips.texts, on: compute, recording: recorder)
        let trunk = model.trunk(
            FrameBatch(padding: clips.frames), annotated: clips.places, on: compute,
            recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        var comparison = Comparison(stages: try recorder.differences(from: golden, on: compute))
        comparison.stages += try outputs(recorder, model, golden)
        try comparison.compareCandidates(
            seen.scores, model.masks(seen, on: compute), clips,
            padded: Extent(rows: trunk.size.height, columns: trunk.size.width), golden, compute)
        return comparison
    }

    /// What the model's last layer gave.
    private static func outputs(
        _ recorder: StageRecorder, _ model: MTTR, _ golden: Golden
    ) throws -> [StageDifference] {
        try ["pred_is_referred", "pred_masks"].map { name in
            guard let last = recorder["head.\(model.config.decoderLayers - 1).\(name)"] else {
                throw VerificationError.noStage(path: golden.file.path, stage: "out.\(name)")
            }
            return try golden.difference("out.\(name)", last)
        }
    }
}
