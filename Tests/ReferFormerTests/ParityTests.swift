import Layers
import ReferFormer
import Tensors
import Testing

/// Every stage of the published architecture against its authors' code, at toy size.
@Suite struct ParityTests {
    static let sets = Array(Set([InstructionSet.naive, .best]))

    static let backbones = ["tiny_resnet", "tiny_swin", "tiny_video_swin"]
    /// Several frames, all of which have masks; `t10` has more of them than a window.
    static let clips = backbones.map { "\($0).a" } + ["tiny_video_swin.t10"]
    /// One annotated frame; `a2d_b2` has two clips of different sizes.
    static let annotated = backbones.flatMap { ["\($0).a2d", "\($0).a2d_b2"] }
        .filter(Golden.exists)

    private func model(_ golden: Golden, _ set: InstructionSet) throws -> (ReferFormer, Compute) {
        let compute = try Compute(threads: 2, instructionSet: set)
        return (
            try ReferFormer(GeneratedWeights(), config: golden.config(), on: compute), compute
        )
    }

    @Test(arguments: sets, clips) func clip(_ set: InstructionSet, _ name: String) throws {
        let golden = try Golden(name)
        let (model, compute) = try model(golden, set)
        let stages = StageRecorder()
        let text = try model.encode(
            [golden.integers("in.ids")], on: compute, recording: stages)
        let trunk = try model.trunk(
            FrameBatch(clip: golden.frames("in.frames")), on: compute, recording: stages)
        let seen = model.decode(trunk, text, on: compute, recording: stages)
        var differences = try stages.differences(from: golden, on: compute)
        differences += try outputs(model, seen, trunk, golden, compute)

        let scores = Selection.meanScores(seen.scores)
        let query = Selection.best(scores)
        #expect([query] == (try golden.integers("post.query")))
        let size = try golden.integers("in.orig_size")
        let probabilities = Selection.probabilities(
            model.masks(seen, trunk, query: query, on: compute)
                .reshaped([trunk.frames, trunk.maskSize.height, trunk.maskSize.width]),
            height: size[0], width: size[1], on: compute)
        differences.append(
            try golden.difference(
                "post.scores", Tensor(shape: [scores.count], values: scores)))
        differences.append(try golden.difference("post.prob", probabilities))
        expectParity(differences, "\(name), \(set)")
        expectAgreement(
            probabilities.values.map { $0 > 0.5 }, try golden.integers("post.mask"))
    }

    @Test(arguments: sets, annotated)
    func annotatedFrame(_ set: InstructionSet, _ name: String) throws {
        let golden = try Golden(name)
        let (model, compute) = try model(golden, set)
        let stages = StageRecorder()
        let clips = name.hasSuffix("b2") ? 2 : 1
        let text = try model.encode(
            (0..<clips).map { try golden.integers("in.ids.\($0)") }, on: compute,
            recording: stages)
        let frames = try (0..<clips).map { try golden.frames("in.frames.\($0)") }
        let annotated = try golden.integers("in.valid_index")[0]
        let trunk = try model.trunk(
            FrameBatch(padding: frames, toMultiplesOf: 32),
            annotated: Array(repeating: annotated, count: clips), on: compute, recording: stages)
        let seen = model.decode(trunk, text, on: compute, recording: stages)
        var differences = try stages.differences(from: golden, on: compute)
        differences += try outputs(model, seen, trunk, golden, compute)
        let masks = model.masks(seen, trunk, on: compute)
        let sizes = try golden.integers("in.orig_size")
        for clip in 0..<clips {
            let scores = compute.sigmoid(seen.scores.rows(clip..<(clip + 1)))
            differences.append(try golden.difference("post.scores.\(clip)", scores))
            let drawn = Selection.annotatedMasks(
                masks.rows(clip..<(clip + 1)).reshaped(Array(masks.shape.dropFirst())),
                extent: Extent(rows: frames[clip].shape[1], columns: frames[clip].shape[2]),
                height: sizes[2 * clip], width: sizes[2 * clip + 1], on: compute)
            expectAgreement(drawn, try golden.integers("post.masks.\(clip)"))
        }
        expectParity(differences, "\(name), \(set)")
    }

    @Test(arguments: sets, backbones)
    func severalObjects(_ set: InstructionSet, _ backbone: String) throws {
        let clip = try Golden("\(backbone).a")
        let golden = try Golden("\(backbone).davis")
        let (model, compute) = try model(clip, set)
        let trunk = try model.trunk(FrameBatch(clip: clip.frames("in.frames")), on: compute)
        let expected = try golden.tensor("prob")
        let objects = try (0..<2).map { object in
            let text = try model.encode([golden.integers("in.ids.\(object)")], on: compute)
            let seen = model.decode(trunk, text, on: compute)
            let query = Selection.best(Selection.meanScores(seen.scores))
            let masks = model.masks(seen, trunk, query: query, on: compute)
            return Selection.probabilities(
                masks.reshaped([masks.shape[0]] + masks.shape.suffix(2)),
                height: expected.shape[2], width: expected.shape[3], on: compute)
        }
        let probabilities = compute.concatenate(objects, axis: 0).reshaped(expected.shape)
        expectParity(
            [Difference("prob", probabilities, expected)], "\(backbone).davis, \(set)")
        let labels = Selection.labels(probabilities)
        let wrong = zip(labels, try golden.integers("labels")).count { Int($0) != $1 }
        #expect(wrong * 10_000 <= labels.count, "\(wrong) of \(labels.count) labels differ")
    }

    /// The trunk of a clip may be made frame by frame where frames do not see each other.
    @Test(arguments: ["tiny_resnet.a", "tiny_swin.a"]) func partsOfAClip(_ name: String) throws {
        let golden = try Golden(name)
        let (model, compute) = try model(golden, .best)
        let frames = try golden.frames("in.frames")
        let text = try model.encode([golden.integers("in.ids")], on: compute)
        let parts = try (0..<3).map {
            try model.trunk(FrameBatch(clip: frames.rows($0..<($0 + 1))), on: compute)
        }
        let trunk = model.joined(parts, on: compute)
        let seen = model.decode(trunk, text, on: compute)
        expectParity(try outputs(model, seen, trunk, golden, compute), "joined")
    }

    private func outputs(
        _ model: ReferFormer, _ seen: Decoded, _ trunk: Trunk, _ golden: Golden,
        _ compute: Compute
    ) throws -> [Difference] {
        let masks = model.masks(seen, trunk, on: compute)
        let named = [
            ("out.pred_logits", seen.scores), ("out.pred_boxes", seen.boxes),
            ("out.reference_points", seen.referencePoints), ("out.pred_masks", masks),
        ]
        return try named.map { try golden.difference($0.0, $0.1) }
    }
}

/// At least 99.99 % of the pixels must agree.
func expectAgreement(
    _ mask: [Bool], _ expected: [Int], sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(mask.count == expected.count, sourceLocation: sourceLocation)
    let wrong = zip(mask, expected).count { $0 != ($1 != 0) }
    #expect(
        wrong * 10_000 <= expected.count, "\(wrong) of \(expected.count) pixels differ",
        sourceLocation: sourceLocation)
}
