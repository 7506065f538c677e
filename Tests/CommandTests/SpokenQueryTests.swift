import Audio
import Foundation
import Testing

@Suite("Spoken queries")
struct SpokenQueryTests {
    static let speech: String = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("SpeechTests/Fixtures/red-car.flac")
        .path

    /// A WAV file of 16-bit samples, one channel, 16 kHz.
    private func wave(_ samples: [Int16]) -> Data {
        var file = Data("RIFF".utf8)
        func add(_ value: UInt32, bytes: Int) {
            for byte in 0..<bytes { file.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
        }
        let size = UInt32(2 * samples.count)
        add(36 + size, bytes: 4)
        file += Data("WAVEfmt ".utf8)
        for (value, bytes) in [(16, 4), (1, 2), (1, 2), (16_000, 4), (32_000, 4), (2, 2), (16, 2)] {
            add(UInt32(value), bytes: bytes)
        }
        file += Data("data".utf8)
        add(size, bytes: 4)
        for sample in samples { add(UInt32(UInt16(bitPattern: sample)), bytes: 2) }
        return file
    }

    @Test("what is said has the masks of the same words typed, and stands in the result")
    func saidAndTyped() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 4)
        let heard = try Program.run(
            ["--transcribe", "--audio", Self.speech, "--quiet"], in: place)
        #expect(heard.status == 0, "\(heard.errors)")
        let words = heard.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(words.contains("red car"))
        let both = try Program.run(
            [
                "-q", words, "--audio", Self.speech, "--audio-route", "transcript", "frames", "-o",
                "out", "--quiet",
            ], in: place)
        #expect([0, 3].contains(both.status), "\(both.errors)")
        #expect(both.output.contains("heard \"\(words)\" (confidence "))
        for frame in try #require(place.entries("out/masks/0")) {
            #expect(
                try place.bytes("out/masks/0/\(frame)") == place.bytes("out/masks/1/\(frame)"))
        }
        let result = try place.text("out/result.json")
        #expect(result.contains("\"transcript\":\"\(words)\""))
        #expect(result.contains("\"route\":\"transcript\""))
    }

    @Test("the route of features needs no transcript to be right, and is the default")
    func features() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        for (options, output) in [([], "a"), (["--audio-route", "features"], "b")] {
            let run = try Program.run(
                ["--audio", Self.speech, "frames", "-o", output, "--quiet"] + options, in: place)
            #expect([0, 3].contains(run.status), "\(run.errors)")
            let result = try place.text("\(output)/result.json")
            #expect(result.contains("\"route\":\"features\""))
        }
        for frame in try #require(place.entries("a/masks/0")) {
            #expect(
                try place.bytes("a/masks/0/\(frame)") == place.bytes("b/masks/0/\(frame)"))
        }
    }

    @Test("a recording that ends before its header says is heard, and a warning tells it")
    func cut() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        let samples = try Recording(path: Self.speech).samples.map { Int16($0 * 32_767) }
        let whole = wave(samples)
        // The silence at the end is all that is missing.
        try place.write(whole.dropLast(4_000), to: "query.wav")
        for arguments in [["--audio", "query.wav", "frames", "-o", "out"], Self.transcribing] {
            let run = try Program.run(arguments, in: place)
            #expect([0, 3].contains(run.status), "\(run.errors)")
            let warnings = run.errors.split(separator: "\n").filter { $0.hasPrefix("Warning: ") }
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("query.wav: the recording ends after ") == true)
        }
        #expect(try place.text("out/result.json").contains("\"shortfall\":\"query.wav: the rec"))
        let quiet = try Program.run(Self.transcribing + ["--quiet"], in: place)
        #expect(quiet.errors == "")
    }

    private static let transcribing = ["--transcribe", "--audio", "query.wav"]

    @Test("silence and noise: no speech found, exit status 3, empty masks")
    func noSpeech() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        var state: UInt64 = 7
        let noise = (0..<32_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int16(truncatingIfNeeded: state >> 48) / 8
        }
        for samples in [[Int16](repeating: 0, count: 16_000), noise] {
            try place.write(wave(samples), to: "query.wav")
            let run = try Program.run(["--audio", "query.wav", "frames", "-o", "out"], in: place)
            #expect(run.status == 3, "\(run.output)\(run.errors)")
            #expect(run.errors.hasPrefix("Error: no speech found in query.wav: "), "\(run.errors)")
            #expect(run.output.contains("query.wav: no speech found; its masks are empty"))
            #expect(place.entries("out/masks/0")?.count == 2)
            #expect(try place.areas("out", query: 0) == [0, 0])
        }
    }

    @Test("silence beside a typed query leaves that query's masks as they are")
    func silenceBesideWords() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        try place.write(wave([Int16](repeating: 0, count: 16_000)), to: "query.wav")
        let alone = try Program.run(["the red square", "frames", "-o", "a", "--quiet"], in: place)
        #expect(try place.areas("a", query: 0).allSatisfy { $0 > 0 }, "nothing to compare")
        let both = try Program.run(
            ["-q", "the red square", "--audio", "query.wav", "frames", "-o", "b", "--quiet"],
            in: place)
        #expect(alone.status == both.status)
        for frame in try #require(place.entries("a/masks/0")) {
            #expect(
                try place.bytes("a/masks/0/\(frame)") == place.bytes("b/masks/0/\(frame)"))
        }
        #expect(try place.areas("b", query: 1) == [0, 0])
    }

    @Test("a file that is no sound: one sentence, exit status 1")
    func noSound() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        try place.write(Data("RIFFxxxxWAVE".utf8), to: "query.wav")
        let run = try Program.run(["--audio", "query.wav", "frames", "-o", "out"], in: place)
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("Error: query.wav: "), "\(run.errors)")
    }

    @Test(
        "a picture has no sound track: one sentence, without ffmpeg's advice on its own options",
        .enabled(if: Video.canEncode, "ffmpeg is not installed"))
    func noSoundTrack() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        let run = try Program.run(
            ["--audio", "frames/00000.jpg", "frames", "-o", "out"], in: place)
        #expect(run.status == 1)
        #expect(
            run.errors.hasPrefix(
                "Error: frames/00000.jpg: no sound found in it (it has no sound track); expected "),
            "\(run.errors)")
    }

    @Test("--transcribe writes one line a recording; silence does not hide what others say")
    func transcribedSilence() throws {
        let place = try TemporaryFolder()
        try place.write(wave([Int16](repeating: 0, count: 16_000)), to: "silence.wav")
        let run = try Program.run(
            ["--transcribe", "--audio", "silence.wav", "--audio", Self.speech], in: place)
        #expect(run.status == 0)
        #expect(run.errors.hasPrefix("Error: no speech found in silence.wav: "))
        #expect(run.output.hasPrefix("\n") && run.output.contains("red car"), "\(run.output)")
        let silence = try Program.run(["--transcribe", "--audio", "silence.wav"], in: place)
        #expect(silence.status == 3)
        #expect(silence.output == "\n")
    }

    @Test("--audio-model: another Whisper is heard with, anything else is told in one sentence")
    func audioModel() throws {
        let place = try TemporaryFolder()
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vocab/Resources/refseg-whisper-base.safetensors").path
        let spoken = ["--transcribe", "--audio", Self.speech]
        let heard = try Program.run(spoken + ["--audio-model", shipped], in: place)
        #expect(heard.output.contains("red car"), "\(heard.errors)")
        let inspected = try Program.run(["inspect", shipped], in: place)
        #expect(inspected.status == 0 && inspected.output.contains("6 + 6 layers of width 512"))
        try place.write(Data("no model at all".utf8), to: "other.safetensors")
        try FileManager.default.createDirectory(
            atPath: place.path + "/folder", withIntermediateDirectories: true)
        for (name, message) in [
            ("other.safetensors", "Error: other.safetensors: "), ("nothing", "Error: nothing: "),
            ("folder", "Error: folder: a folder with neither model.bin nor model.safetensors; "),
        ] {
            let refused = try Program.run(spoken + ["--audio-model", name], in: place)
            #expect(refused.status == 1 && refused.errors.hasPrefix(message), "\(refused.errors)")
            #expect(refused.errors.split(separator: "\n").count == 1)
        }
    }

    @Test(
        "--transcribe takes recordings alone, --audio-route recordings beside it",
        arguments: [
            (["--transcribe", "frames"], "--transcribe: expected one --audio or more"),
            (
                ["--transcribe", "--audio", "a.wav", "-o", "out"],
                "--transcribe: --output is of no use to it; expected one --audio or more"
            ),
            (
                ["--transcribe", "--audio", "a.wav", "--audio-route", "features"],
                "--transcribe: --audio-route is of no use to it; expected one --audio or more"
            ),
            (
                ["--audio-route", "features", "the car", "frames"],
                "--audio-route: no query is spoken; expected --audio beside it"
            ),
            (
                ["--audio-model", "tiny", "the car", "frames"],
                "--audio-model: no query is spoken; expected --audio beside it"
            ),
        ])
    func wrongUse(_ arguments: [String], _ message: String) throws {
        let run = try Program.run(arguments, in: try TemporaryFolder())
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("Error: \(message)"), "\(run.errors)")
    }
}
