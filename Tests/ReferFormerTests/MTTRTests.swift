import Decisions
import Foundation
import MTTR
import Masks
import ReferFormer
import ShippedFiles
import Tensors
import Testing
import Verification
import Weights

/// Every stage of MTTR against its authors' code.
@Suite struct MTTRTests {
    private func model(_ golden: Golden, _ compute: Compute) throws -> MTTR {
        try MTTR(golden.weights, config: .tiny, on: compute)
    }

    /// `a`: all frames of a clip; `a2d_b2`: one annotated frame in each of two clips of other sizes
    /// and lengths of text, more frames than a window has; `b`: odd sizes, more frames than a window.
    @Test(
        arguments: ParityTests.sets,
        ["a", "a2d_b2", "b"].filter { Golden.exists("mttr_tiny.\($0)") })
    func stages(_ set: InstructionSet, _ name: String) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let golden = try Golden("mttr_tiny.\(name)")
        let comparison = try Comparison(golden, golden.config(), golden.weights, on: compute)
        expectParity(comparison, "mttr_tiny.\(name), \(set)")
    }

    @Test func runLengths() throws {
        let compute = try Compute(threads: 2)
        let golden = try Golden("mttr_tiny.a2d_b2")
        let model = try model(golden, compute)
        let frames = try (0..<2).map { try golden.frames("in.frames.\($0)") }
        let text = try model.encode(
            (0..<2).map { try golden.integers("in.ids.\($0)") }, on: compute)
        let place = try golden.integers("in.valid_index")[0]
        let sizes = try golden.integers("in.orig_size")
        let trunk = model.trunk(
            FrameBatch(padding: frames), annotated: [place, place], on: compute)
        let seen = model.decode(trunk, text, on: compute)
        let logits = model.masks(seen, on: compute)
        let found = (0..<2).map { clip in
            Candidate.all(
                seen.scores.rows(clip..<(clip + 1)), logits.rows(clip..<(clip + 1)),
                padded: Extent(rows: trunk.size.height, columns: trunk.size.width),
                extent: Extent(rows: frames[clip].shape[1], columns: frames[clip].shape[2]),
                height: sizes[2 * clip], width: sizes[2 * clip + 1], on: compute
            ).map { RunLengths($0.mask).compressed }
        }
        #expect(try found == golden.runLengths())
    }

    /// The values that come with the program are those of the full file.
    @Test func shippedReference() throws {
        let whole = try Golden("mttr_tiny.a")
        let shipped = try Golden(path: ShippedFiles.reference("mttr_tiny.safetensors").path)
        for tensor in shipped.file.names {
            #expect(shipped.file.tensor(tensor)?.values == whole.file.tensor(tensor)?.values)
            #expect(shipped.file.integers(tensor) == whole.file.integers(tensor))
        }
        let compute = try Compute(threads: 2)
        let comparison = try Comparison(
            shipped, shipped.config(), shipped.weights, on: compute)
        expectParity(comparison, "mttr_tiny")
        #expect(comparison.stages.count > 8)
    }

    /// The generator's weights are those of the authors' code.
    @Test(.enabled(if: Golden.exists("mttr_tiny.weights")))
    func generatedWeights() throws {
        let file = try SafetensorsFile(path: Golden.path("mttr_tiny.weights.safetensors"))
        try expectGenerated(file.layouts, of: file, by: Golden("mttr_tiny.a").weights)
        let compute = try Compute(threads: 1)
        _ = try MTTR(FileWeights(file), config: .tiny, on: compute)
    }

    /// One query's masks, in some frames, are those of all.
    @Test func partsOfMasks() throws {
        let compute = try Compute(threads: 2)
        let golden = try Golden("mttr_tiny.a")
        let model = try model(golden, compute)
        let text = try model.encode([golden.integers("in.ids")], on: compute)
        let trunk = model.trunk(FrameBatch(clip: try golden.frames("in.frames")), on: compute)
        let seen = model.decode(trunk, text, on: compute)
        let all = model.masks(seen, on: compute)
        let one = model.masks(seen, query: 3, frames: 1..<3, on: compute)
        #expect(one.shape == [2, 1, 24, 32])
        for frame in 0..<2 {
            let expected = all.rows((frame + 1)..<(frame + 2)).reshaped([5, 24, 32]).rows(3..<4)
            let difference = StageDifference(
                "frame \(frame)", one.rows(frame..<(frame + 1)), expected)
            #expect(!difference.diverges, "\(difference)")
        }
        expectParity([try golden.difference("out.pred_masks", all)], "frame by frame")
    }

    /// Odd sizes, the smallest included, run through all stages.
    @Test(arguments: [(1, 1), (7, 33), (64, 31), (47, 130)]) func anySize(_ size: (Int, Int)) throws
    {
        let compute = try Compute(threads: 2)
        let model = try MTTR(GeneratedWeights(), config: .tiny, on: compute)
        let text = try model.encode([[0, 4, 2]], on: compute)
        let trunk = model.trunk(
            FrameBatch(clip: Tensor(zeros: [2, size.0, size.1, 3])), on: compute)
        let masks = model.masks(model.decode(trunk, text, on: compute), on: compute)
        #expect(masks.shape == [2, 5, (size.0 + 3) / 4, (size.1 + 3) / 4])
        #expect(masks.values.allSatisfy { $0.isFinite })
    }

    @Test func configurationSurvivesJSON() throws {
        let text = String(decoding: try JSONEncoder().encode(MTTRConfig.published), as: UTF8.self)
        #expect(try MTTRConfig(json: text, path: "file") == .published)
        for (field, found, expected, change) in [
            ("hidden", "96", "a multiple of heads (4) and 64", { $0.hidden = 96 }),
            ("text_hidden", "50", "a multiple of text_heads (4)", { $0.text.width = 50 }),
            (
                "video_swin.depths", "[2, 2, 6, 2]", "three numbers of blocks",
                { $0.backbone.depths = [2, 2, 6, 2] }
            ),
        ] as [(String, String, String, (inout MTTRConfig) -> Void)] {
            var other = MTTRConfig.tiny
            change(&other)
            let text = String(decoding: try JSONEncoder().encode(other), as: UTF8.self)
            #expect(
                throws: ReferFormerError.badConfig(
                    path: "file", field: field, found: found, expected: expected)
            ) { try MTTRConfig(json: text, path: "file") }
        }
    }
}
