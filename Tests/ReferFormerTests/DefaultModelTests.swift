import Decisions
import Foundation
import ReferFormer
import Tensors
import Testing
import Verification

/// The shipped weights against the PyTorch definition that they were trained with
/// (Training/training/export.py writes the golden file).
@Suite struct DefaultModelTests {
    static let golden = "refseg-small.golden"
    /// The shipped weights, in the source tree.
    static let weights = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vocab/Resources/refseg-small.safetensors").path

    @Test(.enabled(if: Golden.exists(golden)), arguments: ParityTests.sets)
    func stages(_ set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let model = try ReferFormer(path: Self.weights, on: compute)
        let golden = try Golden(Self.golden)
        let seen = StageRecorder()
        let trunk = try model.trunk(
            FrameBatch(clip: golden.frames("in.frames")), on: compute, recording: seen)
        var differences = try seen.differences(
            from: golden, on: compute, where: { !Self.isAboutText($0) })

        let texts = golden.file.layout(of: "in.ids").map { $0.shape } ?? []
        let (ids, padding) = (try golden.integers("in.ids"), try golden.integers("in.mask"))
        for text in 0..<texts[0] {
            let places = (text * texts[1])..<((text + 1) * texts[1])
            let tokens = places.filter { padding[$0] == 0 }.map { ids[$0] }
            differences += try decoded(
                model, trunk, tokens, number: text, golden, compute)
        }
        expectParity(differences, "refseg-small, \(set)")
    }

    private static func isAboutText(_ name: String) -> Bool {
        ["text.", "dec.", "head.", "ctrl", "memory.", "prior.logits", "presence."].contains {
            name.hasPrefix($0)
        }
    }

    /// What one of the texts leads to. The golden file holds all texts one after another.
    private func decoded(
        _ model: ReferFormer, _ trunk: Trunk, _ tokens: [Int], number: Int, _ golden: Golden,
        _ compute: Compute
    ) throws -> [StageDifference] {
        let stages = StageRecorder()
        let text = try model.encode([tokens], on: compute, recording: stages)
        let seen = model.decode(trunk, text, on: compute, recording: stages)
        let masks = model.masks(seen, trunk, on: compute)
        let fit = model.fit(seen, masks, on: compute)
        let query = bestCandidate(meanScores(fit))
        let chosen = model.masks(seen, trunk, query: query, on: compute)
        let present = try #require(seen.presence)
        let presence = meanScores(present.reshaped([present.count, 1]))

        let last = model.config.decoderLayers - 1
        var actual: [(String, Tensor)] = [
            ("text.words", try #require(stages["text.memory"])),
            ("text.sentence", try #require(stages["text.sentence"])),
        ]
        for layer in 0...last {
            for (name, recorded) in [
                ("dec.hs.\(layer)", "dec.hs.\(layer)"), ("dec.refs.\(layer)", "dec.refs.\(layer)"),
                ("head.\(layer).logits", "head.\(layer).pred_logits"),
            ] { actual.append((name, try #require(stages[recorded]))) }
        }
        for name in ["memory.fused", "prior.logits8", "prior.logits", "presence.logits"] {
            actual.append((name, try #require(stages[name])))
        }
        actual += [
            ("ctrl", try #require(stages["ctrl.\(last)"])), ("out.masks", masks),
            ("out.chosen_masks", chosen),
            ("out.presence", Tensor(shape: [1], values: presence)),
        ]
        return try actual.map { name, tensor in
            let all = try golden.stage(name)
            let size = name == "text.words" ? tensor.count : all.count / 2
            let part = all.reshaped([2, all.count / 2]).rows(number..<(number + 1))
                .reshaped([all.count / 2, 1]).rows(0..<size)
            return StageDifference("\(name), text \(number)", tensor, part)
        }
    }
}
