import ModelFiles
import ReferFormer
import Tensors
import Testing
import Verification
import Weights

/// Every stage of the published architecture against its authors' code.
@Suite struct ParityTests {
    static let sets = Array(Set([InstructionSet.naive, .best]))

    static let backbones = ["tiny_resnet", "tiny_swin", "tiny_video_swin"]
    /// `a`: several frames, all of which have masks; `t10`: more frames than a window; `a2d`: one
    /// annotated frame; `a2d_b2`: two clips of different sizes; `davis`: two objects that share `a`.
    static let toys =
        (backbones.flatMap { name in ["a", "a2d", "a2d_b2", "davis"].map { "\(name).\($0)" } }
        + ["tiny_video_swin.t10"]).filter(Golden.exists)
    static let published = ["resnet50", "swin_t", "video_swin_t"].flatMap { name in
        ["\(name).small", "\(name).clip5"].filter(Golden.exists)
    }

    private func model(_ golden: Golden, _ set: InstructionSet) throws -> (ReferFormer, Compute) {
        let compute = try Compute(threads: 2, instructionSet: set)
        return (
            try ReferFormer(GeneratedWeights(), config: config(golden), on: compute), compute
        )
    }

    private func config(_ golden: Golden) throws -> ReferFormerConfig {
        try #require(golden.config().own as? ReferFormerConfig)
    }

    @Test(arguments: sets, toys) func toySize(_ set: InstructionSet, _ name: String) throws {
        let golden = try Golden(name)
        let (model, compute) = try model(golden, set)
        expectParity(try Comparison(golden, model, on: compute), "\(name), \(set)")
    }

    /// Weights from a file, buffers of indices as published ones have among them.
    @Test(arguments: backbones.filter { Golden.exists("\($0).weights") })
    func weightsFile(_ name: String) throws {
        let golden = try Golden("\(name).a")
        let compute = try Compute(threads: 2)
        let file = try SafetensorsFile(path: Golden.path("\(name).weights.safetensors"))
        let model = try ReferFormer(FileWeights(file), config: config(golden), on: compute)
        expectParity(try Comparison(golden, model, on: compute), "\(name).weights")
    }

    /// The published sizes with generated weights.
    @Test(
        .serialized, .enabled(if: !published.isEmpty, "they lie beside the checkout"),
        arguments: published)
    func publishedSize(_ name: String) throws {
        let golden = try Golden(name)
        let (model, compute) = try model(golden, .best)
        expectParity(try Comparison(golden, model, on: compute), name)
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
        let masks = model.masks(seen, trunk, on: compute)
        expectParity(
            [
                try golden.difference("out.pred_logits", seen.scores),
                try golden.difference("out.pred_boxes", seen.boxes),
                try golden.difference("out.pred_masks", masks),
            ], "joined")
    }

    /// A long window forgets the finest maps of its frames, and frames that serve one text meet its words at
    /// once.
    @Test(arguments: ["tiny_resnet.a", "tiny_swin.a"], [Precision.fp32, .bf16])
    func forgetful(_ name: String, _ precision: Precision) throws {
        let golden = try Golden(name)
        let compute = try Compute(threads: 2, precision: precision)
        let model = try ReferFormer(GeneratedWeights(), config: config(golden), on: compute)
        let frames = try golden.frames("in.frames")
        let text = try model.encode([golden.integers("in.ids")], on: compute)
        let batches = (0..<3).map { FrameBatch(clip: frames.rows($0..<($0 + 1))) }
        let whole = try batches.map { try model.trunk($0, on: compute) }
        let forgetful = zip(batches, whole).enumerated().map { index, part in
            let trunk =
                index == 0
                ? part.1 : model.forgettingFinest(part.1, of: { part.0 }, on: compute)
            return model.read(trunk, text, on: compute)
        }
        let found = [whole, forgetful].map { parts in
            let trunk = model.joined(parts, on: compute)
            let seen = model.decode(trunk, text, on: compute)
            return [seen.scores, seen.boxes, model.masks(seen, trunk, on: compute)]
        }
        for (whole, forgetful) in zip(found[0], found[1]) {
            if precision == .fp32 {
                #expect(forgetful.values == whole.values)
            } else {
                let largest = whole.values.map(abs).max() ?? 0
                let difference = zip(whole.values, forgetful.values).map { abs($0 - $1) }.max() ?? 1
                #expect(difference < 0.02 * largest, "\(difference) of \(largest)")
            }
        }
    }
}
