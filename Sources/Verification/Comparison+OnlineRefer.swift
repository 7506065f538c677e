import Decisions
import Media
import ReferFormer
import Tensors

// Models that follow an object from frame to frame.
extension Comparison {
    /// Runs the inputs of a golden file frame by frame and compares every stage in it.
    ///
    /// - `model`: of the golden's architecture.
    /// - Throws: `VerificationError`, and what is wrong with the inputs.
    package init(_ golden: Golden, _ model: OnlineRefer, on compute: Compute) throws {
        self.init(stages: [])
        if golden.file.layout(of: "in.ids") != nil {
            try compareFrames(golden, model, compute)
        } else if golden.file.layout(of: "labels") != nil {
            try compareObjects(golden, model, compute)
        } else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no inputs")
        }
    }

    /// One text, and all stages of every frame (Ref-YouTube-VOS).
    private mutating func compareFrames(
        _ golden: Golden, _ model: OnlineRefer, _ compute: Compute
    ) throws {
        let recorder = StageRecorder()
        let text = try model.network.encode(
            [golden.integers("in.ids")], on: compute, recording: recorder)
        let clip = try golden.clip()
        var (frames, objects) = ([StageRecorder](), [FollowedObject]())
        var track = model.start
        for frame in 0..<clip.shape[0] {
            let seen = StageRecorder()
            let trunk = try model.network.trunk(
                FrameBatch(clip: clip.rows(frame..<(frame + 1))), on: compute, recording: seen)
            let object = FollowedObject(
                trunk, text, by: model, following: &track, on: compute, recording: seen)
            seen.record(
                "post.scores", Tensor(shape: [object.scores.count], values: object.scores))
            frames.append(seen)
            objects.append(object)
        }
        recorder.record(frames: frames, on: compute)
        stages = try recorder.differences(from: golden, on: compute)

        let size = try golden.integers("in.orig_size")
        let expected = try golden.integers("post.query")
        guard size.count == 2, expected.count == objects.count else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no original size")
        }
        let painting = Painting(clip, height: size[0], width: size[1])
        let place = objects.indices.first { objects[$0].candidate != expected[$0] } ?? 0
        query = Choice(chosen: objects[place].candidate, expected: expected[place])
        stages.append(
            try golden.difference("post.prob", painting.probabilities(objects)))
        let painted = objects.flatMap { painting.painter.paint($0.logits, above: 0).bytes }
        masks = [
            MaskAgreement("post.mask", labels: painted, try golden.integers("post.mask"))
        ]
    }

    /// Several objects that share a clip (Ref-DAVIS17), whose frames are those of case `a`.
    private mutating func compareObjects(
        _ golden: Golden, _ model: OnlineRefer, _ compute: Compute
    ) throws {
        let clip = try golden.withFrames().clip()
        let expected = try golden.tensor("prob")
        guard expected.shape.count == 4, expected.shape[1] == clip.shape[0] else {
            throw VerificationError.badGolden(path: golden.file.path, found: "no probabilities")
        }
        let texts = try (0..<expected.shape[0]).map {
            try model.network.encode([golden.integers("in.ids.\($0)")], on: compute)
        }
        var tracks = texts.map { _ in model.start }
        let objects = try (0..<clip.shape[0]).map { frame in
            let trunk = try model.network.trunk(
                FrameBatch(clip: clip.rows(frame..<(frame + 1))), on: compute)
            return texts.indices.map {
                FollowedObject(trunk, texts[$0], by: model, following: &tracks[$0], on: compute)
            }
        }
        let painting = Painting(
            clip, height: expected.shape[2], width: expected.shape[3])
        let byObject = texts.indices.flatMap { object in objects.map { $0[object] } }
        stages = [
            StageDifference(
                "prob", painting.probabilities(byObject).reshaped(expected.shape), expected)
        ]
        let labels = objects.flatMap { frame in
            LabelMap(painting.painter.contest(frame.map(\.logits))).labels
        }
        masks = [MaskAgreement("labels", labels: labels, try golden.integers("labels"))]
    }

    /// Brings logits to the original size.
    private struct Painting {
        let painter: MaskPainter
        private let stretch: Stretch
        private let size: [Int]

        init(_ clip: Tensor, height: Int, width: Int) {
            let (rows, columns) = ((clip.shape[1] + 3) / 4, (clip.shape[2] + 3) / 4)
            painter = MaskPainter(
                height: height, width: width, sourceHeight: rows, sourceWidth: columns)
            stretch = Stretch(
                height: height, width: width, sourceHeight: rows, sourceWidth: columns)
            size = [height, width]
        }

        /// `[objects, height, width]`: how probable every pixel is.
        func probabilities(_ objects: [FollowedObject]) -> Tensor {
            Tensor(
                shape: [objects.count] + size,
                values: objects.flatMap { stretch($0.logits).map(sigmoid) })
        }
    }
}

extension StageRecorder {
    /// Parts of a model that know nothing of what was in the frames before.
    private static let independent = ["bb", "pos", "proj", "fused", "enc", "fpn"]
    /// Of those, what follows from the frames' size alone.
    private static let geometric = ["enc.pos", "enc.ref_points", "enc.valid_ratios"]

    /// Adds what was recorded of each frame of a clip: `NAME` for all frames, one after another, where
    /// a stage knows nothing of the frames before, and `fN.NAME` for frame N.
    fileprivate func record(frames: [StageRecorder], on compute: Compute) {
        for (name, first) in frames.first?.stages ?? []
        where Self.independent.contains(String(name.prefix { $0 != "." })) {
            let isGeometric = name.hasPrefix("pos.") || Self.geometric.contains(name)
            record(
                name,
                isGeometric ? first : compute.concatenate(frames.compactMap { $0[name] }, axis: 0))
        }
        for (frame, stages) in frames.enumerated() {
            for (name, tensor) in stages.stages
            where !Self.independent.contains(String(name.prefix { $0 != "." })) {
                record("f\(frame).\(name)", tensor)
            }
        }
    }
}
