import Foundation
import Testing

/// What is done with Whisper models beside hearing with them: `import`, `verify`, and evaluations that
/// tell who heard.
@Suite("Whisper models")
struct WhisperModelTests {
    private static let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vocab/Resources").path
    private static let shipped = resources + "/refseg-whisper-base.safetensors"
    private static let golden = resources + "/reference/whisper-base.safetensors"

    /// The shipped model under another precision: another model.
    private func imported(_ place: TemporaryFolder) throws -> String {
        let outcome = try Program.run(
            ["import", Self.shipped, "-o", "other.safetensors", "--precision", "bf16", "--quiet"],
            in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("refseg-whisper-base, 2"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix(" parameters in bf16\n"))
        return "other.safetensors"
    }

    @Test("import makes one file, which hears, and verify knows it")
    func importedFile() throws {
        let place = try TemporaryFolder()
        let other = try imported(place)
        let heard = try Program.run(
            ["--transcribe", "--audio", SpokenQueryTests.speech, "--audio-model", other], in: place)
        #expect(heard.output == "the red car on the left\n", "\(heard.errors)")
        let inspected = try Program.run(["inspect", other], in: place)
        #expect(inspected.status == 0 && inspected.output.contains("6 + 6 layers of width 512"))
        #expect(inspected.output.contains("BF16"), "\(inspected.output)")
        let verified = try Program.run(["verify", other], in: place)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(verified.output.contains("\nverified: other.safetensors, sha256 "))
        // Three digits are not those of the reference.
        let compared = try Program.run(["verify", other, "--golden", Self.golden], in: place)
        #expect(compared.status == 1 && compared.output.contains("DIVERGES"), "\(compared.output)")
        // One number changed after the import.
        var bytes = try place.bytes(other)
        bytes[bytes.count - 1_000_000] ^= 1
        try place.write(bytes, to: other)
        let changed = try Program.run(["verify", other], in: place)
        #expect(changed.status == 1)
        #expect(changed.output.contains("weights: the tensors' digest is not"))
        #expect(changed.output.contains("NOT VERIFIED: other.safetensors"))
    }

    @Test("verify: the model in the package gives what PyTorch gives")
    func shippedModel() throws {
        let place = try TemporaryFolder()
        for golden in [[], ["--golden", Self.golden]] {
            let outcome = try Program.run(["verify", Self.shipped] + golden, in: place)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("\nheard ") && outcome.output.contains("\nscores "))
            #expect(outcome.output.contains("refseg-whisper-base, worst stage "))
        }
        let foreign = try Program.run(
            ["verify", Self.shipped, "--golden", Self.shipped], in: place)
        #expect(foreign.status == 1)
        #expect(
            foreign.errors
                == "Error: \(Self.shipped): found no tensor mel, expected reference values of a "
                + "model's stages; name another file with --golden\n", "\(foreign.errors)")
    }

    @Test("import refuses what it cannot use, and its own source")
    func refusedImports() throws {
        let place = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: place.path + "/folder", withIntermediateDirectories: true)
        let folder = try Program.run(["import", "folder", "-o", "out.safetensors"], in: place)
        #expect(folder.status == 1)
        #expect(
            folder.errors.hasPrefix(
                "Error: folder: a folder with neither model.bin nor model.safetensors; expected a "
                    + "Whisper model"))
        let tokenizer = try Program.run(
            ["import", Self.shipped, "-o", "out.safetensors", "--tokenizer", "folder"], in: place)
        #expect(tokenizer.status == 2)
        #expect(
            tokenizer.errors.hasPrefix("Error: --tokenizer: the vocabulary of a Whisper model "))
        #expect(place.entries() == ["folder"])
    }

    private struct Results: Decodable {
        struct Speech: Decodable { let listener: Listener }
        struct Listener: Decodable { let name, sha256: String }
        let speech: Speech
    }

    @Test(
        "evaluate tells who heard, and never mixes two listeners",
        .enabled(if: Synthesizer.isReady, Synthesizer.hint))
    func listeners() throws {
        let benchmark = try SmallBenchmark()
        try benchmark.run("out", "--speak")
        let results = try JSONDecoder().decode(
            Results.self, from: benchmark.place.bytes("out/results.json"))
        let listener = results.speech.listener
        #expect(listener.name == "refseg-whisper-base" && listener.sha256.count == 64)
        let report = String(decoding: try benchmark.place.bytes("out/report.html"), as: UTF8.self)
        #expect(report.contains("refseg-whisper-base, sha256 \(listener.sha256.prefix(12))"))
        let other = try imported(benchmark.place)
        let refused = try Program.run(
            SmallBenchmark.arguments("out", "--speak", "--audio-model", other), in: benchmark.place)
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix(
                "Error: out/journal: the journal of another evaluation (heard by "
                    + "refseg-whisper-base \(listener.sha256.prefix(12)), here "
                    + "refseg-whisper-base "), "\(refused.errors)")
        let missing = try Program.run(
            SmallBenchmark.arguments("new", "--speak", "--audio-model", "nowhere"),
            in: benchmark.place)
        #expect(missing.status == 1 && missing.errors.hasPrefix("Error: nowhere: "))
        #expect(benchmark.place.entries("new") == nil)
        let typed = try Program.run(
            SmallBenchmark.arguments("typed", "--audio-model", other), in: benchmark.place)
        #expect(typed.status == 2)
        #expect(
            typed.errors.hasPrefix(
                "Error: --audio-model: the sentences of clip folders are read; expected --speak "))
    }
}
