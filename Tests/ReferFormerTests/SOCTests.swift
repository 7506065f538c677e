import Decisions
import Foundation
import Masks
import ModelFiles
import ReferFormer
import ShippedFiles
import Tensors
import Testing
import Verification
import Weights

/// Every stage of SOC against its authors' code.
@Suite struct SOCTests {
    /// `a`: all frames of a clip; `a2d_b2`: one annotated frame in each of two clips of other sizes
    /// and lengths of text, more frames than a window has.
    @Test(arguments: ParityTests.sets, ["a", "a2d_b2"])
    func stages(_ set: InstructionSet, _ name: String) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let golden = try Golden("soc_tiny.\(name)")
        let comparison = try Comparison(golden, golden.config(), golden.weights, on: compute)
        expectParity(comparison, "soc_tiny.\(name), \(set)")
        #expect(comparison.stages.count > 50)
    }

    /// The whole files, of which the ones here are slices.
    @Test(arguments: ["soc_tiny.a", "soc_tiny.a2d_b2", "soc_tiny.b"].compactMap(Golden.shared))
    func wholeFiles(_ path: String) throws {
        let golden = try Golden(path: path)
        let comparison = try Comparison(
            golden, golden.config(), golden.weights, on: Compute(threads: 2))
        expectParity(comparison, path)
    }

    @Test func shippedReference() throws {
        let shipped = try Golden(path: ShippedFiles.reference("soc_tiny.safetensors").path)
        let comparison = try Comparison(
            shipped, shipped.config(), shipped.weights, on: Compute(threads: 2))
        expectParity(comparison, "soc_tiny")
        #expect(comparison.stages.count > 50)
    }

    @Test func runLengths() throws {
        let compute = try Compute(threads: 2)
        let golden = try Golden("soc_tiny.a2d_b2")
        let model = try SOC(golden.weights, config: .tiny, on: compute)
        let frames = try (0..<2).map { try golden.frames("in.frames.\($0)") }
        let text = try model.encode(
            (0..<2).map { try golden.integers("in.ids.\($0)") }, on: compute)
        let place = try golden.integers("in.valid_index")[0]
        let sizes = try golden.integers("in.orig_size")
        let batch = FrameBatch(padding: frames)
        let trunk = model.trunk(batch, annotated: [place, place], on: compute)
        let seen = model.decode(trunk, text, on: compute)
        let logits = model.masks(seen, trunk, on: compute)
        let found = (0..<2).map { clip in
            Candidate.all(
                seen.firstScores.rows(clip..<(clip + 1)), logits.rows(clip..<(clip + 1)),
                padded: Extent(rows: batch.size.height, columns: batch.size.width),
                extent: Extent(rows: frames[clip].shape[1], columns: frames[clip].shape[2]),
                height: sizes[2 * clip], width: sizes[2 * clip + 1], on: compute
            ).map { RunLengths($0.mask).compressed }
        }
        #expect(try found == golden.runLengths())
    }

    /// The generator's weights are those of the authors' code.
    @Test(.enabled(if: Golden.exists("soc_tiny.weights")))
    func generatedWeights() throws {
        let file = try SafetensorsFile(path: Golden.path("soc_tiny.weights.safetensors"))
        try expectGenerated(file.layouts, of: file, by: Golden("soc_tiny.a").weights)
        #expect(try SOCConfig(inferredFrom: file.layouts, path: file.path) == .tiny)
        _ = try SOC(FileWeights(file), config: .tiny, on: Compute(threads: 1))
    }

    private func clip(_ frames: Int, height: Int = 33, width: Int = 40, seed: Int = 0) -> Tensor {
        Tensor(
            shape: [frames, height, width, 3],
            values: (0..<(frames * height * width * 3)).map {
                sin(Float(($0 + seed) % 997) * 0.37) + Float(seed)
            })
    }

    /// Clips of a batch know nothing of each other.
    @Test func batch() throws {
        let compute = try Compute(threads: 2)
        let model = try SOC(GeneratedWeights(), config: .tiny, on: compute)
        let clips = [clip(3), clip(3, seed: 1)]
        let texts = [[0, 7, 9, 2], [0, 4, 2]]
        func seen(_ clips: [Tensor], _ texts: [[Int]]) throws -> [Tensor] {
            let trunk = model.trunk(FrameBatch(padding: clips), on: compute)
            let seen = model.decode(trunk, try model.encode(texts, on: compute), on: compute)
            return [seen.classScores, seen.boxes, model.masks(seen, trunk, on: compute)]
        }
        let together = try seen(clips, texts)
        for index in 0..<2 {
            let alone = try seen([clips[index]], [texts[index]])
            for (output, (found, expected)) in zip(together, alone).enumerated() {
                let difference = StageDifference(
                    "output \(output) of clip \(index)",
                    found.rows((3 * index)..<(3 * index + 3)), expected)
                #expect(!difference.diverges, "\(difference)")
            }
        }
    }

    /// One query's masks, in some frames, are those of all.
    @Test func partsOfMasks() throws {
        let compute = try Compute(threads: 2)
        let model = try SOC(GeneratedWeights(), config: .tiny, on: compute)
        let text = try model.encode([[0, 7, 2]], on: compute)
        let trunk = model.trunk(FrameBatch(clip: clip(3)), on: compute)
        let seen = model.decode(trunk, text, on: compute)
        let all = model.masks(seen, trunk, on: compute)
        let one = model.masks(seen, trunk, query: 3, frames: 1..<3, on: compute)
        #expect(all.shape == [3, 5, 9, 10] && one.shape == [2, 1, 9, 10])
        for frame in 0..<2 {
            let expected = all.rows((frame + 1)..<(frame + 2)).reshaped([5, 9, 10]).rows(3..<4)
            let difference = StageDifference(
                "frame \(frame)", one.rows(frame..<(frame + 1)), expected)
            #expect(!difference.diverges, "\(difference)")
        }
    }

    /// Of several classes, a query's score is that of the class that is likeliest over all frames.
    @Test func classes() throws {
        let compute = try Compute(threads: 2)
        var config = SOCConfig.tiny
        config.network.classes = 3
        let all = try (UInt64(1)...6).map { seed in
            let model = try SOC(GeneratedWeights(seed: seed), config: config, on: compute)
            let text = try model.encode([[0, 7, 2]], on: compute)
            let trunk = model.trunk(FrameBatch(clip: clip(3)), on: compute)
            return model.decode(trunk, text, on: compute)
        }
        for seen in all {
            let logits = seen.classScores.values
            #expect(seen.classScores.shape == [3, 5, 3])
            let mean = { (query: Int, number: Int) -> Float in
                let places = (0..<3).map { (frame: Int) -> Int in (frame * 5 + query) * 3 + number }
                return places.reduce(Float(0)) { $0 + sigmoid(logits[$1]) } / 3
            }
            let largest = (0..<5).map { (query: Int) -> Float in
                max(mean(query, 0), mean(query, 1), mean(query, 2))
            }
            for (found, expected) in zip(meanScores(seen.scores), largest) {
                #expect(abs(found - expected) < 1e-6)
            }
            #expect(seen.firstScores.values == (0..<15).map { logits[3 * $0] })
        }
        // With some weights, the first class is the likeliest of all.
        #expect(all.contains { $0.scores.values != $0.firstScores.values })
    }

    /// Odd sizes, the smallest included, run through all stages.
    @Test(arguments: [(1, 1), (7, 33), (64, 31), (47, 130)]) func anySize(_ size: (Int, Int)) throws
    {
        let compute = try Compute(threads: 2)
        let model = try SOC(GeneratedWeights(), config: .tiny, on: compute)
        let text = try model.encode([[0, 4, 2]], on: compute)
        let trunk = model.trunk(
            FrameBatch(clip: Tensor(zeros: [2, size.0, size.1, 3])), on: compute)
        let masks = model.masks(model.decode(trunk, text, on: compute), trunk, on: compute)
        #expect(masks.shape == [2, 5, (size.0 + 3) / 4, (size.1 + 3) / 4])
        #expect(masks.values.allSatisfy { $0.isFinite })
    }

    @Test func configurationSurvivesJSON() throws {
        let published = SOCConfig.published(ReferFormerConfig.videoSwinTiny.backbone)
        let text = String(decoding: try JSONEncoder().encode(published), as: UTF8.self)
        #expect(try SOCConfig(json: text, path: "file") == published)
        for (field, found, expected, change) in [
            (
                "hidden", "64", "a multiple of cluster_heads (8) and 128",
                { ($0.network.hidden, $0.network.pyramid) = (64, 64) }
            ),
            ("cluster_heads", "0", "1 to 64", { $0.clusterHeads = 0 }),
            ("input_channels", "4", "3", { $0.network.inputChannels = 4 }),
        ] as [(String, String, String, (inout SOCConfig) -> Void)] {
            var other = SOCConfig.tiny
            change(&other)
            let text = String(decoding: try JSONEncoder().encode(other), as: UTF8.self)
            #expect(
                throws: ReferFormerError.badConfig(
                    path: "file", field: field, found: found, expected: expected)
            ) { try SOCConfig(json: text, path: "file") }
        }
    }
}
