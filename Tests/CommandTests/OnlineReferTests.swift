import Foundation
import ReferFormer
import Testing
import TinyCheckpoint

@Suite("OnlineRefer's checkpoints")
struct OnlineReferTests {
    /// A folder with a clip, a tiny model and its vocabulary.
    private func place(_ network: ReferFormerConfig) throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        var config = OnlineReferConfig(network: network)
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

    @Test(
        "the file alone tells it; inspect, import and every protocol know it",
        arguments: [ReferFormerConfig.tinyResNet, .tinySwin])
    func wholeWay(_ network: ReferFormerConfig) throws {
        let place = try place(network)
        let inspection = try Program.run(["inspect", "model.safetensors"], in: place)
        #expect(inspection.status == 0, "\(inspection.errors)")
        #expect(inspection.output.contains("model: OnlineRefer with "), "\(inspection.output)")
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
        let place = try place(.tinyResNet)
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
                    == "Error: model.safetensors: OnlineRefer follows its object from frame to frame "
                    + "and was never evaluated by the protocol \(name); expected windows, ytvos or "
                    + "davis, or a checkpoint of another family\n")
        }
        #expect(place.entries() == before)
    }

    @Test("verify knows the family", arguments: [ReferFormerConfig.tinyResNet, .tinySwin])
    func verified(_ network: ReferFormerConfig) throws {
        let place = try place(network)
        let run = try Program.run(["verify", "model.safetensors"], in: place)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("f5.track.selected"), "\(run.output)")
        #expect(run.output.contains("verified: model.safetensors, sha256 "), "\(run.output)")
    }
}
