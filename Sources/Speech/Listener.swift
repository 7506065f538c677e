import Audio
import Foundation
import Tensors
import Vocab

/// What was said in a recording.
public struct Transcript: Sendable, Equatable {
    /// Lower case, without punctuation.
    public let text: String
    /// Mean probability of the tokens heard, 0 to 1.
    public let confidence: Float
    /// Seconds of the recording as it was read.
    public let duration: Double
    /// What else it may have been, the likeliest first, with its confidence.
    package let others: [(text: String, confidence: Float)]

    public static func == (a: Transcript, b: Transcript) -> Bool {
        a.text == b.text && a.confidence == b.confidence && a.duration == b.duration
    }
}

/// Turns recordings into text: reading, trimming and levelling, Whisper, a query's words.
///
///     let listener = try Listener(on: compute)
///     let query = try listener.transcribe("query.wav").text     // then as if it were typed
package struct Listener: Sendable {
    private let whisper: Whisper
    private let compute: Compute

    /// Loads a Whisper model.
    ///
    /// - `model`: a file or a folder; nil for the one that comes with the program.
    /// - Throws: `VocabError`, `WhisperError`, `WeightsError`.
    package init(model: String? = nil, width: Int = Whisper.width, on compute: Compute) throws {
        let file = try WhisperFile(path: model ?? Vocab.audioWeights().path)
        whisper = try Whisper(file, width: width, on: compute)
        self.compute = compute
    }

    /// Listens to a sound file or to the sound track of a video.
    ///
    /// - Throws: `AudioError`, `SpeechError`.
    package func transcribe(_ path: String) throws -> Transcript {
        let recording = try Recording(path: path)
        guard let spoken = recording.spoken else { throw SpeechError.silent(path: path) }
        let heard = whisper.hear(spoken, on: compute)
        if ProcessInfo.processInfo.environment["W_RAW"] != nil {
            FileHandle.standardError.write(
                Data("\(path)\t\(heard.noSpeech)\t\(heard.texts[0].logProbability)\t\(heard.texts[0].text)\n".utf8))
        }
        let texts = heard.texts.map { (SpokenPhrase.query($0.text), exp($0.logProbability)) }
        let (text, confidence) = texts[0]
        guard !text.isEmpty else {
            throw SpeechError.notUnderstood(path: path, confidence: confidence)
        }
        return Transcript(
            text: text, confidence: confidence, duration: recording.duration,
            others: texts.dropFirst().filter { $0.0 != text })
    }
}
