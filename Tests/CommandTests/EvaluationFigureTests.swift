import Foundation
import MTTR
import ModelFiles
import ReferFormer
import ReferencePython
import Testing
import TinyCheckpoint

/// Datasets in their published layouts, evaluated from outside, their figures held against Python.
@Suite(
    "Figures of benchmarks", .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
struct EvaluationFigureTests {
    struct Answer: Decodable {
        let scores: [String: Double]
        let journal: [String: String]
        let png: [String: String]?
        let zip: [String: String]?
        let coco: Int?
        /// Word errors, words, sentences that were not understood.
        let speech: [Int]?
    }

    struct Results: Decodable {
        struct Score: Decodable {
            let name: String
            let value: Double
            let interval: [Double]
        }
        let clipProtocol: String
        let masks: Int
        let scores: [Score]
        let speech: SpeechFigures?
    }

    @Test(arguments: [
        ("a2d", ["a2d-sentences"], "a2d"), ("jhmdb", ["jhmdb-sentences"], "jhmdb"),
        ("davis", ["ref-davis17"], "davis"), ("mevis", ["mevis"], "windows"),
        ("ytvos", ["ref-youtube-vos"], "ytvos"), ("clips", ["clips"], "windows"),
        ("avos", ["avos"], "ytvos"), ("avos", ["avos", "--subset", "a2d-sentences"], "a2d"),
    ])
    func figuresAreThoseOfPython(
        _ made: String, _ benchmark: [String], _ publishedProtocol: String
    ) throws {
        let place = try TemporaryFolder()
        let name: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": made, "folder": place.path])
        #expect(name == made)
        var runs: [(output: String, model: [String], clipProtocol: String)] = [
            ("small", [], "windows")
        ]
        for (family, config) in families(following: publishedProtocol) {
            let folder = "\(family).model"
            try place.makeFolder(folder)
            try TinyCheckpoint.write(model: config, to: "\(place.path)/\(folder)")
            try TinyCheckpoint.writeVocabulary(to: "\(place.path)/\(folder)")
            runs.append((family, ["--model", "\(folder)/model.safetensors"], publishedProtocol))
        }
        for (output, model, clipProtocol) in runs {
            let outcome = try Program.run(
                ["evaluate"] + benchmark + ["--root", "root", "-o", output, "--quiet"]
                    + ["--export", "coco", "--export", "png", "--export", "zip"] + model,
                in: place)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let results = try JSONDecoder().decode(
                Results.self, from: place.bytes("\(output)/results.json"))
            #expect(results.clipProtocol == clipProtocol)
            #expect(outcome.output.contains("unmatched") == (made == "davis"))
            let answer: Answer = try ReferencePython.run(
                "evaluation_reference.py", on: ["folder": place.path + "/" + output])
            #expect(results.scores.count == answer.scores.count)
            for score in results.scores {
                let expected = try #require(answer.scores[score.name], "\(score.name)")
                #expect(abs(score.value - expected) < 2e-6, "\(score.name)")
                #expect(score.interval.count == 2 && score.interval[0] <= score.interval[1])
            }
            #expect(results.speech?.figures == answer.speech)
            #expect(answer.png == answer.journal)
            #expect(answer.zip == answer.journal)
            #expect(answer.journal.count <= results.masks)
            #expect((answer.coco ?? 0) >= results.masks)
        }
    }

    /// A model of every family that a protocol knows.
    private func families(
        following clipProtocol: String
    ) -> [(name: String, config: any FamilyConfig)] {
        var referFormer = ReferFormerConfig.tinyVideoSwin
        var network = ReferFormerConfig.tinyResNet
        var mttr = MTTRConfig.tiny
        var soc = SOCConfig.tiny
        referFormer.vocabulary = TinyCheckpoint.vocabulary
        network.vocabulary = TinyCheckpoint.vocabulary
        mttr.text.vocabulary = TinyCheckpoint.vocabulary
        soc.network.vocabulary = TinyCheckpoint.vocabulary
        let judging: [(String, any FamilyConfig)] = [
            ("referformer", referFormer), ("mttr", mttr), ("soc", soc),
        ]
        if ["a2d", "jhmdb"].contains(clipProtocol) { return judging }
        // Of single frames, these have nothing to say.
        return judging + [
            ("onlinerefer", OnlineReferConfig(network: network)),
            ("mutr", MUTRConfig(network: network, aggregationWidth: 64, interactionWidth: 64)),
        ]
    }
}

/// What `results.json` says of spoken sentences.
struct SpeechFigures: Decodable {
    struct Speaker: Decodable, Equatable {
        let source: String
        let voice: String?
    }

    struct Sentence: Decodable {
        let video: String
        let id: String
        let text: String
        let recording: String
        let heard: String?
        let confidence: Double
        let wordErrorRate: Double?
    }

    let speaker: Speaker
    let unheard: Int
    let words: Int
    let wordErrorRate: Double?
    let sentences: [Sentence]

    /// As `evaluation_reference.py` prints them; -1 errors where rate and words do not go together.
    var figures: [Int] {
        let errors = ((wordErrorRate ?? 0) * Double(words)).rounded()
        let isExact = abs(errors / Double(max(words, 1)) - (wordErrorRate ?? 0)) < 1e-6
        return [isExact ? Int(errors) : -1, words, unheard]
    }
}
