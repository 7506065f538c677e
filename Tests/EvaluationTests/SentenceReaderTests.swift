import Audio
import Foundation
import Segmenter
import Testing

@testable import Datasets
@testable import Evaluation

struct SentenceReaderTests {
    private final class Calls {
        var read: [String] = []
        var heard: [String] = []
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
        _ isSpoken: Bool, listen: @escaping (String) throws -> String = { $0 }
    ) throws -> (SentenceReader, Calls) {
        let (calls, segmenter) = (Calls(), try Segmenter(threads: 1))
        let folder = try EvaluationFolder(
            NSTemporaryDirectory() + "sentence-reader-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        func prepared(_ text: String) throws -> PreparedQuery {
            try #require(try segmenter.prepare([text]).first)
        }
        let reader = SentenceReader(
            isSpoken ? Recordings(nil, in: folder) : nil,
            read: {
                calls.read.append($0)
                return try prepared($0)
            },
            listen: {
                calls.heard.append($0)
                return try prepared(listen($0))
            })
        return (reader, calls)
    }

    @Test func aRecordingThatSentencesShareIsHeardOnce() throws {
        let (reader, calls) = try reader(true) { $0 == "b/2.wav" ? "the dog" : "the cat" }
        let questions = try reader.questions(video(["a/1.wav", "b/2.wav", "a/1.wav"]))
        #expect(calls.heard == ["a/1.wav", "b/2.wav"])
        #expect(calls.read.isEmpty)
        #expect(questions.map(\.query?.text) == ["the cat", "the dog", "the cat"])
        #expect(questions.map(\.speech?.recording) == ["1.wav", "2.wav", "1.wav"])
        #expect(questions.map(\.speech?.heard) == ["the cat", "the dog", "the cat"])
    }

    @Test func whatIsNotSpokenIsRead() throws {
        let (reader, calls) = try reader(false)
        let questions = try reader.questions(video(["a.wav", nil]))
        #expect(calls.read == ["text 0", "text 1"])
        #expect(calls.heard.isEmpty)
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
        #expect(questions.map { $0.query == nil } == [true, true, false, true])
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
