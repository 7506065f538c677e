import Audio
import Foundation
import ReferencePython
import Testing

/// Benchmarks whose sentences are spoken; their figures are held against Python's in
/// `EvaluationFigureTests`.
@Suite("Evaluation of spoken sentences")
struct SpokenEvaluationTests {
    private struct Results: Decodable {
        let speech: SpeechFigures?
    }

    private func speech(_ place: TemporaryFolder, _ output: String) throws -> SpeechFigures {
        let results = try JSONDecoder().decode(
            Results.self, from: place.bytes("\(output)/results.json"))
        return try #require(results.speech)
    }

    @Test(
        "AVOS: every recording is heard, a silent one is counted",
        .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
    func recordings() throws {
        let place = try TemporaryFolder()
        let _: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": "avos", "folder": place.path])
        let outcome = try Program.run(
            ["evaluate", "avos", "--root", "root", "--subset", "a2d-sentences", "-o", "out"]
                + ["--quiet"], in: place)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let said = "the dataset's recordings: word error rate "
        let line = try #require(
            outcome.output.split(separator: "\n").first { $0.hasPrefix(said) }, "\(outcome.output)")
        #expect(line.hasSuffix(" of 25 words; 1 of 6 not understood, their masks empty"))
        let speech = try speech(place, "out")
        #expect(speech.speaker == .init(source: "recordings", voice: nil))
        #expect(
            speech.sentences.filter { $0.heard == nil }.map(\.recording) == ["-0cOo0cRVZU_2.wav"])
        for sentence in speech.sentences {
            #expect(sentence.heard?.isEmpty != true && sentence.wordErrorRate != nil)
            #expect((0...1).contains(sentence.confidence))
        }
        // Both sentences about it are heard from the one recording that AVOS has.
        #expect(Set(speech.sentences.filter { $0.video == "_single" }.map(\.heard)).count == 1)
    }

    @Test(
        "--speak: sentences are spoken, heard, and compared with their texts",
        .enabled(if: Synthesizer.isReady, Synthesizer.hint))
    func synthesized() throws {
        let benchmark = try SmallBenchmark()
        let outcome = try benchmark.run("out", "--speak", "--audio-route", "transcript")
        let line = try #require(
            outcome.output.split(separator: "\n").first { $0.hasPrefix("spoken by espeak-ng ") })
        #expect(line.contains(", voice en-us: word error rate "))
        let speech = try speech(benchmark.place, "out")
        #expect(speech.speaker.source.wholeMatch(of: /espeak-ng \d[\d.]*\S*/) != nil)
        #expect(speech.speaker.voice == "en-us")
        #expect(speech.sentences.count == 12)
        #expect(speech.words == 6 * (3 + 1))
        for sentence in speech.sentences {
            let name = "spoken/\(sentence.video)/\(sentence.id).wav"
            #expect(sentence.recording == name)
            let file = try benchmark.place.bytes("out/\(name)")
            #expect(file.prefix(4) == Data("RIFF".utf8) && file.count > 10_000)
        }
        let spoken = benchmark.place.entries("out/spoken")
        #expect(try spoken?.count == SmallBenchmark.clips && benchmark.hasNothingUnfinished("out"))
        // The same words typed have the same masks.
        try benchmark.run("typed", "--export", "png")
        try benchmark.run("out", "--speak", "--audio-route", "transcript", "--export", "png")
        let right = speech.sentences.filter { $0.heard == $0.text }
        #expect(!right.isEmpty, "\(speech.sentences.map(\.heard))")
        for sentence in right {
            let folder = "predictions/\(sentence.video)/\(sentence.id)"
            for name in try #require(benchmark.place.entries("out/\(folder)")) {
                #expect(
                    try benchmark.place.bytes("out/\(folder)/\(name)")
                        == benchmark.place.bytes("typed/\(folder)/\(name)"))
            }
        }
    }

    @Test(
        "--speak: what was spoken is used again, and never mixed with what is read or another voice",
        .enabled(if: Synthesizer.isReady, Synthesizer.hint))
    func continued() throws {
        let benchmark = try SmallBenchmark()
        try benchmark.run("out", "--speak", "en-gb")
        let (place, expected) = (benchmark.place, try benchmark.results("out"))
        let journal = try place.bytes("out/journal")
        let header = try #require(journal.firstIndex(of: 0x0a))
        try place.write(journal.prefix(header + 1), to: "out/journal")
        // What is there already is heard as it is; what is not is spoken again.
        let clips = try #require(place.entries("data"))
        let other = try place.bytes("out/spoken/\(clips[1])/square.0.wav")
        try place.write(other, to: "out/spoken/\(clips[0])/square.1.wav")
        try FileManager.default.removeItem(
            atPath: place.path + "/out/spoken/\(clips[2])/square.0.wav")
        try benchmark.run("out", "--speak", "en-gb")
        let speech = try speech(place, "out")
        #expect(speech.sentences[1].heard == speech.sentences[2].heard)
        #expect(speech.sentences[1].heard != speech.sentences[3].heard)
        try place.write(journal.prefix(header + 1), to: "out/journal")
        try FileManager.default.removeItem(
            atPath: place.path + "/out/spoken/\(clips[0])/square.1.wav")
        try benchmark.run("out", "--speak", "en-gb")
        #expect(try benchmark.results("out") == expected)
        for arguments in [[], ["--speak"]] {
            let refused = try Program.run(
                SmallBenchmark.arguments("out") + arguments, in: place)
            #expect(refused.status == 1)
            #expect(
                refused.errors.hasPrefix(
                    "Error: out/journal: the journal of another evaluation (sentences spoken by "
                        + "espeak-ng "), "\(refused.errors)")
        }
        for part in 1...2 { try benchmark.run("parts", "--speak", "en-gb", "--shard", "\(part)/2") }
        let merged = try Program.run(["evaluate", "merge", "parts"], in: place)
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(try benchmark.results("parts") == expected)
    }

    @Test(
        "an unknown voice is named, and no evaluation begins",
        .enabled(if: Synthesizer.isReady, Synthesizer.hint))
    func unknownVoice() throws {
        let benchmark = try SmallBenchmark()
        let outcome = try Program.run(
            SmallBenchmark.arguments("out", "--speak", "klingon-9"), in: benchmark.place)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("Error: voice klingon-9: espeak-ng cannot speak with it ("),
            "\(outcome.errors)")
        #expect(benchmark.place.entries() == ["data"])
    }

    @Test("--speak without espeak-ng tells how to get it")
    func noSynthesizer() throws {
        let benchmark = try SmallBenchmark()
        let outcome = try Program.run(
            SmallBenchmark.arguments("out", "--speak"), in: benchmark.place,
            environment: ["PATH": "/nowhere"])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "Error: the espeak-ng program, which speaks sentences, is not in PATH; install it "
                + "(Debian: sudo apt-get install espeak-ng)\n")
    }

    @Test("--audio-route is for spoken sentences")
    func routeOfTexts() throws {
        let benchmark = try SmallBenchmark()
        let outcome = try Program.run(
            SmallBenchmark.arguments("out", "--audio-route", "features"), in: benchmark.place)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.hasPrefix(
                "Error: --audio-route: the sentences of clip folders are read; "))
    }

    @Test(
        "a missing recording is named, and no evaluation begins before it is there",
        .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
    func missing() throws {
        let place = try TemporaryFolder()
        let _: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": "avos", "folder": place.path])
        let arguments =
            ["evaluate", "avos", "--root", "root", "--subset", "jhmdb-sentences", "-o", "out"]
            + ["--quiet"]
        let outcome = try Program.run(arguments, in: place)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "Error: root/audio/100_pullups_f_nm_np1_med_1.wav: no such file or folder; expected "
                    + "the recording of a sentence"), "\(outcome.errors)")
        #expect(place.entries("out") == nil)
        // Anywhere under audio/.
        let other = "root/audio/jhmdb-sentences/deeper/April_09_brush_hair_u.wav"
        try place.write(place.bytes(other), to: "root/audio/100_pullups_f_nm_np1_med_1.wav")
        let complete = try Program.run(arguments, in: place)
        #expect(complete.status == 0, "\(complete.errors)")
        #expect(complete.output.contains("top-1 mAP"), "\(complete.output)")
        let heard = try speech(place, "out").sentences.map(\.heard)
        #expect(heard.count == 2 && heard[0] != nil && heard[0] == heard[1])
    }
}

/// Whether sentences can be spoken here.
enum Synthesizer {
    static let isReady = (try? SpeechSynthesizer()) != nil
    static let hint: Comment = "espeak-ng is not installed"
}

extension SmallBenchmark {
    /// Whether no file under a temporary name is left in an evaluation's folder.
    fileprivate func hasNothingUnfinished(_ output: String) throws -> Bool {
        let all = FileManager.default.enumerator(atPath: "\(place.path)/\(output)")
        return all?.allSatisfy { !"\($0)".hasSuffix(".part") } ?? false
    }
}
