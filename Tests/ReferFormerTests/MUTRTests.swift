import Foundation
import ModelFiles
import ShippedFiles
import Tensors
import Testing
import Verification
import Weights

@testable import ReferFormer

/// MUTR against its authors' code, and what it has beside ReferFormer.
@Suite struct MUTRTests {
    static let models = [
        "mutr_tiny", "mutr_tiny_video_swin", "mutr_tiny_convnext", "mutr_tiny_convmae",
    ]

    /// `a`: six frames and every stage; `t1`, `t4`: as many frames, fewer than a window of three layers
    /// has; `davis`: two objects that share the frames of `a`.
    static let cases = ["mutr_tiny.a", "mutr_tiny.t1", "mutr_tiny.t4", "mutr_tiny.davis"]

    private func expectParity(_ golden: Golden, _ set: InstructionSet, _ name: String) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let comparison = try Comparison(golden, golden.config(), golden.weights, on: compute)
        ReferFormerTests.expectParity(comparison, "\(name), \(set)")
        #expect(comparison.masks.count == 1)
    }

    /// Some values of every stage.
    @Test(arguments: ParityTests.sets, cases)
    func everyStage(_ set: InstructionSet, _ name: String) throws {
        try expectParity(Golden(name), set, name)
    }

    /// The files that come with the program, one for each kind of backbone.
    @Test(arguments: ParityTests.sets, models)
    func everyBackbone(_ set: InstructionSet, _ name: String) throws {
        try expectParity(
            Golden(path: ShippedFiles.reference("\(name).safetensors").path), set, name)
    }

    /// All values of every stage, `b` of odd sizes among them.
    @Test(
        arguments: (cases + models.flatMap { ["\($0).a", "\($0).b"] }).compactMap(Golden.shared))
    func everyValue(_ path: String) throws {
        try expectParity(Golden(path: path), .best, path)
    }

    /// The small files are parts of the whole ones.
    @Test(
        arguments: (["a", "t1", "t4"].map { "mutr_tiny.\($0)" } + models)
            .filter { Golden.shared($0.contains(".") ? $0 : "\($0).a") != nil })
    func partsOfTheWhole(_ name: String) throws {
        let isFixture = name.contains(".")
        let small =
            try isFixture
            ? Golden(name) : Golden(path: ShippedFiles.reference("\(name).safetensors").path)
        let whole = try Golden(path: #require(Golden.shared(isFixture ? name : "\(name).a")))
        var names: Set<String> = []
        for stored in small.file.names {
            let name = stored.hasPrefix("slice:") ? String(stored.dropFirst(6)) : stored
            names.insert(name)
            guard let values = small.file.tensor(stored)?.values else {
                #expect(small.file.integers(stored) == whole.file.integers(name), "\(name)")
                continue
            }
            let all = try #require(whole.file.tensor(name)).values
            let step = name == stored ? 1 : (all.count + values.count - 1) / values.count
            let steps = [step - 1, step, step + 1].filter { $0 > 0 }
            let isPart = steps.contains { step in
                stride(from: 0, to: all.count, by: step).map { all[$0] } == values
            }
            #expect(isPart, "\(name)")
        }
        names.insert("in.frames")
        #expect(names == Set(whole.file.names))
    }

    /// The generator of the tests makes the weights that the reference values were made with.
    @Test(arguments: models.filter { Golden.shared("\($0).weights") != nil })
    func weightsFile(_ name: String) throws {
        let file = try SafetensorsFile(path: #require(Golden.shared("\(name).weights")))
        let golden = try Golden(path: ShippedFiles.reference("\(name).safetensors").path)
        expectGenerated(
            file.layouts.filter { $0.type.isFloat }, of: file, by: golden.weights)
        let compute = try Compute(threads: 2)
        let comparison = try Comparison(golden, golden.config(), FileWeights(file), on: compute)
        ReferFormerTests.expectParity(comparison, "\(name).weights")
    }

    /// Every other layer's windows are shifted by half a window.
    @Test func windows() {
        #expect(TemporalInteraction.windows(of: 1, shift: 0) == [0..<1])
        #expect(TemporalInteraction.windows(of: 1, shift: 2) == [0..<1])
        #expect(TemporalInteraction.windows(of: 4, shift: 0) == [0..<4])
        #expect(TemporalInteraction.windows(of: 4, shift: 2) == [0..<2, 2..<4])
        #expect(TemporalInteraction.windows(of: 9, shift: 0) == [0..<4, 4..<8, 8..<9])
        #expect(TemporalInteraction.windows(of: 9, shift: 2) == [0..<2, 2..<6, 6..<9])
    }

    private func model(_ name: String, _ compute: Compute) throws -> MUTR {
        try MUTR(
            GeneratedWeights(seed: 5), config: #require(MUTRConfig.preset(name)), on: compute)
    }

    private func frames(_ count: Int, height: Int, width: Int) -> Tensor {
        .filled([count, height, width, 3]) { values in
            for i in values.indices { values[i] = Float(i % 97 % 13) / 6 - 1 }
        }
    }

    /// Scores and masks belong to the clip's queries: every frame has the same scores, and boxes are
    /// those of the decoder's first layer.
    @Test func publishedPairing() throws {
        let compute = try Compute(threads: 2)
        let model = try model("mutr_tiny", compute)
        let text = try model.network.encode([[0, 7, 9, 2]], on: compute)
        let trunk = try model.network.trunk(
            FrameBatch(clip: frames(5, height: 40, width: 56)), on: compute)
        let stages = StageRecorder()
        let seen = model.decode(trunk, text, on: compute, recording: stages)
        for frame in 1..<5 {
            #expect(seen.scores.rows(frame..<(frame + 1)).values == seen.scores.rows(0..<1).values)
        }
        #expect(seen.boxes.values == stages["dec.refs.0"]?.values)
        #expect(seen.boxes.values != stages["dec.refs.1"]?.values)
        #expect(seen.states.rows(3..<4).values == stages["mti.out"]?.values)
    }

    /// Frames may go through these backbones one by one; their maps are cut to whole cells.
    @Test(arguments: ["mutr_tiny_convnext", "mutr_tiny_convmae"])
    func partsOfAClip(_ name: String) throws {
        let compute = try Compute(threads: 2)
        let model = try model(name, compute)
        let text = try model.network.encode([[0, 7, 9, 2]], on: compute)
        let clip = frames(3, height: 47, width: 66)
        let whole = try model.network.trunk(FrameBatch(clip: clip), on: compute)
        let parts = try (0..<3).map {
            try model.network.trunk(FrameBatch(clip: clip.rows($0..<($0 + 1))), on: compute)
        }
        let masks = [whole, model.network.joined(parts, on: compute)].map { trunk in
            model.network.masks(
                model.decode(trunk, text, on: compute), trunk, on: compute)
        }
        #expect(masks[0].shape == [3, 5, 11, 16])
        #expect(masks[0].shape[2...] == [47, 66].map(model.config.network.maskSide)[...])
        let difference = StageDifference("masks", masks[1], masks[0])
        #expect(!difference.diverges, "\(difference)")
    }

    /// A frame must have room for the pyramid.
    @Test(arguments: ["mutr_tiny_convnext", "mutr_tiny_convmae"])
    func smallFrames(_ name: String) throws {
        let compute = try Compute(threads: 1)
        let model = try model(name, compute)
        #expect(throws: ReferFormerError.smallFrames(height: 31, width: 40, least: 32)) {
            try model.network.trunk(
                FrameBatch(clip: frames(1, height: 31, width: 40)), on: compute)
        }
        let text = try model.network.encode([[0, 7, 2]], on: compute)
        let trunk = try model.network.trunk(
            FrameBatch(clip: frames(1, height: 32, width: 32)), on: compute)
        let masks = model.network.masks(
            model.decode(trunk, text, on: compute), trunk, on: compute)
        #expect(masks.shape == [1, 5, 8, 8] && masks.values.allSatisfy(\.isFinite))
    }

    /// Constants stay, and edges are repeated.
    @Test func bicubicMaps() {
        let map = Tensor(shape: [2, 3, 2], values: [1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1, 10])
        #expect(bicubic(map, height: 2, width: 3).values == map.values)
        let grown = bicubic(map, height: 5, width: 4)
        #expect(grown.shape == [5, 4, 2])
        let constant = stride(from: 0, to: grown.count, by: 2).map { grown.values[$0] }
        #expect(constant.allSatisfy { abs($0 - 1) < 1e-6 })
        // Halfway between two cells: 19/32 of each, and -3/32 of those beyond.
        let line = Tensor(shape: [1, 4, 1], values: [1, 2, 4, 8])
        let middle = bicubic(line, height: 1, width: 1).values[0]
        #expect(abs(middle - (19 * (2 + 4) - 3 * (1 + 8)) / 32) < 1e-6)
    }

    @Test(arguments: MUTRConfig.presets.map(\.name)) func configurationSurvivesJSON(_ name: String)
        throws
    {
        let config = try #require(MUTRConfig.preset(name))
        let text = String(decoding: try JSONEncoder().encode(config), as: UTF8.self)
        #expect(try MUTRConfig(json: text, path: "file") == config)
        var other = config
        other.interactionWidth = 0
        let refused = String(decoding: try JSONEncoder().encode(other), as: UTF8.self)
        #expect(
            throws: ReferFormerError.badConfig(
                path: "file", field: "interaction_width", found: "0", expected: "1 to 16384")
        ) { try MUTRConfig(json: refused, path: "file") }
    }
}
