import Audio
import Datasets
import Segmenter

/// A sentence as the model got it.
struct Question {
    /// Nil where the recording says nothing that can be understood: its masks are empty.
    let query: PreparedQuery?
    /// What was heard; nil where the sentence was read.
    let speech: SpeechRecord?
}

/// Lets the model read the sentences of a video, or listen to their recordings.
struct SentenceReader {
    private let read: (String) throws -> PreparedQuery
    private let listen: (String) throws -> PreparedQuery
    /// Nil where sentences are read.
    private let recordings: Recordings?

    init(_ segmenter: Segmenter, _ recordings: Recordings?) {
        self.init(
            recordings,
            read: { text in
                guard let query = try segmenter.prepare([text]).first else {
                    preconditionFailure("one text gives one query")
                }
                return query
            },
            listen: { try segmenter.prepare(spoken: $0) })
    }

    /// - `read`: prepares a text.
    /// - `listen`: prepares what the sound file at a path says.
    init(
        _ recordings: Recordings?, read: @escaping (String) throws -> PreparedQuery,
        listen: @escaping (String) throws -> PreparedQuery
    ) {
        (self.recordings, self.read, self.listen) = (recordings, read, listen)
    }

    /// One question a sentence, in order; a recording that several sentences share is heard once.
    ///
    /// - Throws: `EvaluationError.badSentence`, `AudioError` for a recording that is no sound, and what
    ///   the model throws.
    func questions(_ video: Video) throws -> [Question] {
        var heard: [String: Question] = [:]
        return try video.sentences.map { sentence in
            do {
                guard let recordings else {
                    return Question(query: try read(sentence.text), speech: nil)
                }
                let (path, name) = try recordings.recording(of: sentence, in: video)
                let question = try heard[path] ?? hear(path, name)
                heard[path] = question
                return question
            } catch let error as QueryError {
                throw EvaluationError.badSentence(
                    video: video.id, sentence: sentence.id, reason: "\(error)")
            }
        }
    }

    private func hear(_ path: String, _ name: String) throws -> Question {
        func unheard(_ confidence: Float) -> Question {
            Question(
                query: nil,
                speech: SpeechRecord(
                    recording: name, heard: nil, confidence: sixDecimals(Double(confidence))))
        }
        do {
            let query = try listen(path)
            return Question(
                query: query,
                speech: SpeechRecord(
                    recording: name, heard: query.spoken?.transcript ?? query.text,
                    confidence: query.spoken?.confidence ?? 1))
        } catch SpeechError.notUnderstood(_, let confidence) {
            return unheard(confidence)
        } catch SpeechError.silent {
            return unheard(0)
        } catch AudioError.noSamples {
            return unheard(0)
        }
    }
}
