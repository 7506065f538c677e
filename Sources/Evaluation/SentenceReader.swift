import Audio
import Datasets
import Segmenter

/// A sentence as the model got it.
struct Question {
    let query: PreparedQuery
    /// What was heard; nil where the sentence was read.
    let speech: SpeechRecord?
}

/// Makes queries of what a dataset asks.
protocol QueryMaker {
    func prepare(_ texts: [String]) throws -> [PreparedQuery]
    func prepare(spoken path: String, by route: AudioRoute?) throws -> PreparedQuery
    /// For a recording of which nothing is understood: its masks are empty.
    func prepare(unheard path: String) -> PreparedQuery
}

extension Segmenter: QueryMaker {}

/// Lets the model read the sentences of a video, or listen to their recordings.
struct SentenceReader {
    private let maker: any QueryMaker
    /// Nil where sentences are read.
    private let recordings: Recordings?
    private let route: AudioRoute?

    /// - `recordings`: nil to read the texts.
    /// - `route`: how recordings reach the model; nil for its own way.
    init(_ maker: any QueryMaker, _ recordings: Recordings?, by route: AudioRoute?) {
        (self.maker, self.recordings, self.route) = (maker, recordings, route)
    }

    /// One question a sentence, in order; a recording that several sentences share is heard once.
    ///
    /// - Throws: `EvaluationError.badSentence`, `AudioError` for a recording that is no sound, and what
    ///   the model throws.
    func questions(_ video: Video) throws -> [Question] {
        var heard: [String: Question] = [:]
        return try video.sentences.map { sentence in
            do {
                guard let recordings else { return try read(sentence.text) }
                let (path, name) = try recordings.recording(of: sentence, in: video)
                let question = try heard[path] ?? listen(path, name)
                heard[path] = question
                return question
            } catch let error as QueryError {
                throw EvaluationError.badSentence(
                    video: video.id, sentence: sentence.id, reason: "\(error)")
            }
        }
    }

    private func read(_ text: String) throws -> Question {
        guard let query = try maker.prepare([text]).first else {
            preconditionFailure("one text gives one query")
        }
        return Question(query: query, speech: nil)
    }

    private func listen(_ path: String, _ name: String) throws -> Question {
        do {
            let query = try maker.prepare(spoken: path, by: route)
            return Question(
                query: query,
                speech: SpeechRecord(
                    recording: name, heard: query.spoken?.transcript ?? query.text,
                    confidence: query.spoken?.confidence ?? 1))
        } catch SpeechError.notUnderstood(_, let confidence) {
            return unheard(path, name, Double(confidence))
        } catch SpeechError.silent {
            return unheard(path, name, 0)
        } catch AudioError.noSamples {
            return unheard(path, name, 0)
        }
    }

    private func unheard(_ path: String, _ name: String, _ confidence: Double) -> Question {
        Question(
            query: maker.prepare(unheard: path),
            speech: SpeechRecord(
                recording: name, heard: nil, confidence: sixDecimals(confidence)))
    }
}
