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
        "a missing recording is named, and no evaluation begins",
        .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
    func missing() throws {
        let place = try TemporaryFolder()
        let _: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": "avos", "folder": place.path])
        let outcome = try Program.run(
            ["evaluate", "avos", "--root", "root", "--subset", "jhmdb-sentences", "-o", "out"],
            in: place)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "Error: root/audio/100_pullups_f_nm_np1_med_1.wav: no such file or folder; expected "
                    + "the recording of a sentence"), "\(outcome.errors)")
        #expect(place.entries("out") == nil)
    }
}
