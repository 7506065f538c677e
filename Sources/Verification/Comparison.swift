import Decisions
import Media
import ReferFormer
import Tensors

/// What came of comparing a model with reference values.
package struct Comparison: Codable, Sendable {
    /// In the order of computation.
    package internal(set) var stages: [StageDifference] = []
    package internal(set) var masks: [MaskAgreement] = []
    /// The chosen query and the reference's, where the reference chose one.
    package internal(set) var query: Choice?

    /// Which query was chosen.
    package struct Choice: Codable, Sendable, Equatable {
        package let chosen: Int
        package let expected: Int
    }

    /// Whether everything is as in the reference.
    package var passes: Bool {
        !stages.contains(where: \.diverges) && !masks.contains(where: \.diverges)
            && query.map { $0.chosen == $0.expected } ?? true
            && !(stages.isEmpty && masks.isEmpty)
    }

    /// The stage that uses up the most of its tolerance.
    package var worst: StageDifference? { stages.max { $0.share < $1.share } }

    /// The same, of a model that computes in a precision.
    func allowing(_ precision: Precision) -> Comparison {
        let allowance = Allowance(of: precision)
        return Comparison(
            stages: stages.map { $0.allowing(allowance) },
            masks: masks.map { $0.allowing(allowance) }, query: query)
    }

    init(stages: [StageDifference], masks: [MaskAgreement] = [], query: Choice? = nil) {
        (self.stages, self.masks, self.query) = (stages, masks, query)
    }

    /// Runs the inputs of a golden file and compares every stage in it.
    ///
    /// - `model`: of the golden's architecture.
    /// - Throws: `VerificationError`, and what is wrong with the inputs.
    package init(_ golden: Golden, _ model: some ClipModel, on compute: Compute) throws {
        if golden.file.layout(of: "in.ids") != nil {
            try compareClip(golden, model, compute)
        } else if golden.file.layout(of: "in.valid_index") != nil {
            try compareAnnotated(golden, model, compute)
        } else if golden.file.layout(of: "labels") != nil {
            try compareObjects(golden, model, compute)
        } else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no inputs")
        }
    }
}

// The cases of a golden file.
extension Comparison {
    /// All frames of one clip (Ref-YouTube-VOS).
    private mutating func compareClip(
        _ golden: Golden, _ model: some ClipModel, _ compute: Compute
    ) throws {
        let recorder = StageRecorder()
        let text = try model.network.encode(
            [golden.integers("in.ids")], on: compute, recording: recorder)
        let trunk = try model.network.trunk(
            FrameBatch(clip: golden.clip()), on: compute, recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        stages = try recorder.differences(from: golden, on: compute)
        stages += try outputs(model, seen, trunk, golden, compute)

        let object = Self.object(seen, trunk, model, compute)
        query = Choice(
            chosen: object.candidate, expected: try golden.integers("post.query").first ?? -1)
        let scores = meanScores(seen.scores)
        stages.append(
            try golden.difference("post.scores", Tensor(shape: [scores.count], values: scores)))
        try comparePainted(object, trunk, golden)
    }

    /// A query's object as the program chooses it in a clip's first window.
    private static func object(
        _ seen: Decoded, _ trunk: Trunk, _ model: some ClipModel, _ compute: Compute
    ) -> WindowObject {
        var link = CandidateLink(maskThreshold: 0)
        return WindowObject(seen, trunk, by: model, following: &link, on: compute)
    }

    /// The chosen candidate's masks at the original size.
    mutating func comparePainted(
        _ object: WindowObject, _ trunk: Trunk, _ golden: Golden
    ) throws {
        let size = try golden.integers("in.orig_size")
        guard size.count == 2 else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no original size")
        }
        let painter = MaskPainter(
            height: size[0], width: size[1], sourceHeight: trunk.maskSize.height,
            sourceWidth: trunk.maskSize.width)
        let logits = object.logits.map(Array.init)
        func painted(above threshold: Float = 0) -> [UInt8] {
            logits.flatMap { painter.paint($0, above: threshold).bytes }
        }
        if golden.file.layout(of: "post.mask") != nil {
            let probabilities = Self.probabilities(
                [object], trunk, height: size[0], width: size[1])
            stages.append(try golden.difference("post.prob", probabilities))
            masks.append(
                MaskAgreement(
                    "post.mask", labels: painted(), try golden.integers("post.mask")))
            return
        }
        let pixels = logits.count * size[0] * size[1]
        masks.append(
            MaskAgreement(
                "post.mask", labels: painted(),
                try golden.bits("post.mask_packed", count: pixels)))
        if let median = golden.file.tensor("post.median_logit")?.values.first {
            masks.append(
                MaskAgreement(
                    "post.mask_median", labels: painted(above: median),
                    try golden.bits("post.mask_median_packed", count: pixels)))
        }
    }

    /// `[objects · frames, height, width]`: how probable every pixel is.
    private static func probabilities(
        _ objects: [WindowObject], _ trunk: Trunk, height: Int, width: Int
    ) -> Tensor {
        let stretch = Stretch(
            height: height, width: width, sourceHeight: trunk.maskSize.height,
            sourceWidth: trunk.maskSize.width)
        return Tensor(
            shape: [objects.count * trunk.frames, height, width],
            values: objects.flatMap(\.logits).flatMap { stretch(Array($0)).map(sigmoid) })
    }

    /// One annotated frame of each clip (A2D-Sentences).
    private mutating func compareAnnotated(
        _ golden: Golden, _ model: some ClipModel, _ compute: Compute
    ) throws {
        let recorder = StageRecorder()
        let clips = try AnnotatedClips(golden)
        let text = try model.network.encode(clips.texts, on: compute, recording: recorder)
        let trunk = try model.network.trunk(
            FrameBatch(padding: clips.frames, toMultiplesOf: 32), annotated: clips.places,
            on: compute, recording: recorder)
        let seen = model.decode(trunk, text, on: compute, recording: recorder)
        stages = try recorder.differences(from: golden, on: compute)
        stages += try outputs(model, seen, trunk, golden, compute)
        try compareCandidates(
            seen.scores, model.network.masks(seen, trunk, on: compute), clips, golden, compute)
    }

    /// All candidates in the annotated frame of each clip.
    ///
    /// - `scores`: `[clips, candidates]`; `logits`: `[clips, candidates, height, width]` at stride 4.
    /// - `padded`: size of the frames with padding; four times that of the logits where nothing else
    ///   is said.
    mutating func compareCandidates(
        _ scores: Tensor, _ logits: Tensor, _ clips: AnnotatedClips, padded: Extent? = nil,
        _ golden: Golden, _ compute: Compute
    ) throws {
        for clip in clips.texts.indices {
            let one = clip..<(clip + 1)
            let candidates = Candidate.all(
                scores.rows(one), logits.rows(one), padded: padded, extent: clips.extents[clip],
                height: clips.sizes[clip].rows, width: clips.sizes[clip].columns, on: compute)
            stages.append(
                try golden.difference(
                    "post.scores.\(clip)",
                    Tensor(
                        shape: [candidates.count], values: candidates.map { Float($0.score) })))
            masks.append(
                MaskAgreement(
                    "post.masks.\(clip)", labels: candidates.flatMap(\.mask.bytes),
                    try golden.integers("post.masks.\(clip)")))
        }
    }

    /// Several objects that share a clip (Ref-DAVIS17), whose frames are those of case `a`.
    private mutating func compareObjects(
        _ golden: Golden, _ model: some ClipModel, _ compute: Compute
    ) throws {
        let trunk = try model.network.trunk(
            FrameBatch(clip: golden.withFrames().clip()), on: compute)
        let expected = try golden.tensor("prob")
        guard expected.shape.count == 4, expected.shape[1] == trunk.frames else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no probabilities")
        }
        let objects = try (0..<expected.shape[0]).map { object in
            let text = try model.network.encode([golden.integers("in.ids.\(object)")], on: compute)
            return Self.object(model.decode(trunk, text, on: compute), trunk, model, compute)
        }
        let (height, width) = (expected.shape[2], expected.shape[3])
        let probabilities = Self.probabilities(objects, trunk, height: height, width: width)
            .reshaped(expected.shape)
        stages = [StageDifference("prob", probabilities, expected)]
        let painter = MaskPainter(
            height: height, width: width, sourceHeight: trunk.maskSize.height,
            sourceWidth: trunk.maskSize.width)
        let labels = (0..<trunk.frames).flatMap { frame in
            LabelMap(painter.contest(objects.map { Array($0.logits[frame]) })).labels
        }
        masks = [MaskAgreement("labels", labels: labels, try golden.integers("labels"))]
    }

    private func outputs(
        _ model: some ClipModel, _ seen: Decoded, _ trunk: Trunk, _ golden: Golden,
        _ compute: Compute
    ) throws -> [StageDifference] {
        let named = [
            ("out.pred_logits", seen.scores), ("out.pred_boxes", seen.boxes),
            ("out.reference_points", seen.referencePoints),
            ("out.pred_masks", model.network.masks(seen, trunk, on: compute)),
        ]
        return try named.map { try golden.difference($0.0, $0.1) }
    }
}
