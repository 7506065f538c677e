import Foundation
import ModelFiles
import Testing
import TinyCheckpoint

extension TemporaryFolder {
    /// A folder with a clip, a tiny model (`model.safetensors`) and its vocabulary.
    ///
    /// - `config`: its text encoder's vocabulary is `TinyCheckpoint.vocabulary`.
    static func holding(_ config: any FamilyConfig) throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        try TinyCheckpoint.write(model: config, to: place.path)
        try TinyCheckpoint.writeVocabulary(to: place.path)
        return place
    }

    /// The first query's masks of a run, frame by frame.
    func masks(_ output: String) throws -> [Data] {
        try #require(entries("\(output)/masks/0")).map { try bytes("\(output)/masks/0/\($0)") }
    }
}

/// What every family does that follows objects through clips, with `model.safetensors` of a folder.
enum FollowingFamily {
    /// The file alone tells it; inspect, import and every protocol know it.
    static func expectWholeWay(_ name: String, in place: TemporaryFolder) throws {
        let inspection = try Program.run(["inspect", "model.safetensors"], in: place)
        #expect(inspection.status == 0, "\(inspection.errors)")
        #expect(inspection.output.contains("model: \(name) with "), "\(inspection.output)")
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
        let first = try place.masks("a")
        #expect(try place.masks("b") == first && place.masks("c") == first)
    }

    /// Single annotated frames: one sentence, exit status 2, nothing written.
    static func expectNoSingleFrames(_ family: String, in place: TemporaryFolder) throws {
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
                    == "Error: model.safetensors: \(family) follows objects through clips and was never "
                    + "evaluated by the protocol \(name), which is for single frames; expected "
                    + "windows, ytvos or davis, or a checkpoint of another family\n")
        }
        #expect(place.entries() == before)
    }
}
