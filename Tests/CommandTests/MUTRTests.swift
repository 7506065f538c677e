import Foundation
import ReferFormer
import Testing
import TinyCheckpoint

@Suite("MUTR's checkpoints")
struct MUTRTests {
    static let models = ["mutr_tiny", "mutr_tiny_swin", "mutr_tiny_convnext", "mutr_tiny_convmae"]

    /// A folder with a clip, a tiny model and its vocabulary.
    private func place(_ name: String) throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        var config = try #require(MUTRConfig.preset(name))
        config.network.vocabulary = TinyCheckpoint.vocabulary
        try TinyCheckpoint.write(model: config, to: place.path)
        try TinyCheckpoint.writeVocabulary(to: place.path)
        return place
    }

    private func masks(_ place: TemporaryFolder, _ output: String) throws -> [Data] {
        try #require(place.entries("\(output)/masks/0")).map {
            try place.bytes("\(output)/masks/0/\($0)")
        }
    }

    @Test("the file alone tells it; inspect, import and every protocol know it", arguments: models)
    func wholeWay(_ name: String) throws {
        let place = try place(name)
        let inspection = try Program.run(["inspect", "model.safetensors"], in: place)
        #expect(inspection.status == 0, "\(inspection.errors)")
        #expect(inspection.output.contains("model: MUTR with "), "\(inspection.output)")
        #expect(inspection.output.contains("complete     yes"))
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "one.safetensors", "--quiet"], in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        for (model, name, output) in [
            ("model", "windows", "a"), ("one", "windows", "b"), ("one", "ytvos", "c"),
            ("one", "davis", "d"),
        ] {
            let run = try Program.run(
                [
                    "-q", "the red square", "-q", "the ground", "frames", "-o", output,
                    "--protocol", name, "--model", "\(model).safetensors", "--quiet",
                ], in: place)
            #expect([0, 3].contains(run.status) && run.errors.isEmpty, "\(run.errors)")
            for query in 0...1 { #expect(place.entries("\(output)/masks/\(query)")?.count == 3) }
            #expect((place.entries("\(output)/labels")?.count ?? 0) == (name == "davis" ? 3 : 0))
        }
        let first = try masks(place, "a")
        #expect(try masks(place, "b") == first && masks(place, "c") == first)
    }

    @Test("single annotated frames: one sentence, exit status 2, nothing written")
    func annotated() throws {
        let place = try place("mutr_tiny")
        let before = place.entries()
        for name in ["a2d", "jhmdb"] {
            let run = try Program.run(
                [
                    "the ground", "frames", "-o", "out", "--protocol", name, "--model",
                    "model.safetensors",
                ], in: place)
            #expect(run.status == 2)
            #expect(
                run.errors
                    == "Error: model.safetensors: MUTR follows objects through clips and was never "
                    + "evaluated by the protocol \(name), which is for single frames; expected "
                    + "windows, ytvos or davis, or a checkpoint of another family\n")
        }
        #expect(place.entries() == before)
    }

    @Test("verify knows the family", arguments: models)
    func verified(_ name: String) throws {
        let run = try Program.run(["verify", "model.safetensors"], in: place(name))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("mti.out"), "\(run.output)")
        #expect(run.output.contains("verified: model.safetensors, sha256 "), "\(run.output)")
    }
}
