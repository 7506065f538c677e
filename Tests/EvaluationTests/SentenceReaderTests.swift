import Audio
import Foundation
import Segmenter
import Testing

@testable import Datasets
@testable import Evaluation

struct SentenceReaderTests {
    /// Makes queries as the segmenter does, but hears what it is told to, and counts.
    private final class Maker: QueryMaker {
        private let segmenter: Segmenter
        private let hear: (String) throws -> String
        private(set) var read: [String] = []
        private(set) var heard: [String] = []

        init(_ hear: @escaping (String) throws -> String) throws {
            (segmenter, self.hear) = (try Segmenter(threads: 1), hear)
        }

        func prepare(_ texts: [String]) throws -> [PreparedQuery] {
            read += texts
            return try segmenter.prepare(texts)
        }

        func prepare(spoken path: String, by route: AudioRoute?) throws -> PreparedQuery {
            heard.append(path)
            return try #require(try segmenter.prepare([hear(path)]).first)
        }

        func prepare(unheard path: String) -> PreparedQuery { segmenter.prepare(unheard: path) }
    }

    /// A video whose sentences have these recordings.
    private func video(_ recordings: [String?]) -> Video {
        Video(
            id: "v", frames: .images([]),
            sentences: recordings.enumerated().map { index, path in
                Sentence(id: "\(index)", text: "text \(index)", speech: path, targets: [])
            })
    }

    /// A reader of the dataset's recordings, or of texts, and what it asks for.
    private func reader(
        _ isSpoken: Bool, hear: @escaping (String) throws -> String = { $0 }
    ) throws -> (SentenceReader, Maker) {
        let maker = try Maker(hear)
        let folder = try EvaluationFolder(
            NSTemporaryDirectory() + "sentence-reader-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return (SentenceReader(maker, isSpoken ? Recordings(nil, in: folder) : nil, by: nil), maker)
    }

    @Test func aRecordingThatSentencesShareIsHeardOnce() throws {
        let (reader, maker) = try reader(true) { $0 == "b/2.wav" ? "the dog" : "the cat" }
        let questions = try reader.questions(video(["a/1.wav", "b/2.wav", "a/1.wav"]))
        #expect(maker.heard == ["a/1.wav", "b/2.wav"])
        #expect(maker.read.isEmpty)
        #expect(questions.map(\.query.text) == ["the cat", "the dog", "the cat"])
        #expect(questions.map(\.speech?.recording) == ["1.wav", "2.wav", "1.wav"])
        #expect(questions.map(\.speech?.heard) == ["the cat", "the dog", "the cat"])
    }

    @Test func whatIsNotSpokenIsRead() throws {
        let (reader, maker) = try reader(false)
        let questions = try reader.questions(video(["a.wav", nil]))
        #expect(maker.read == ["text 0", "text 1"])
        #expect(maker.heard.isEmpty)
        #expect(questions.allSatisfy { $0.speech == nil })
    }

    @Test func whatIsNotUnderstoodIsNoQuestion() throws {
        let failures: [String: any Error] = [
            "silent": SpeechError.silent(path: "silent"),
            "noise": SpeechError.notUnderstood(path: "noise", confidence: 0.25),
            "empty": AudioError.noSamples(path: "empty"),
        ]
        let (reader, _) = try reader(true) { path in
            if let failure = failures[path] { throw failure }
            return path
        }
        let questions = try reader.questions(video(["silent", "noise", "the dog", "empty"]))
        #expect(questions.map(\.query.text) == ["", "", "the dog", ""])
        #expect(questions.map(\.speech?.heard) == [nil, nil, "the dog", nil])
        #expect(questions.map(\.speech?.confidence) == [0, 0.25, 1, 0])
    }

    @Test func aFileThatIsNoSoundEndsTheRun() throws {
        let broken = AudioError.emptyFile(path: "broken")
        let (reader, _) = try reader(true) { _ in throw broken }
        #expect(throws: broken) { try reader.questions(video(["broken"])) }
        let error = #expect(throws: DatasetError.self) {
            try reader.questions(video([nil]))
        }
        #expect(error?.description.hasPrefix("video v, sentence 0: no such file") == true)
    }
}
