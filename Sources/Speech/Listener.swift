import Audio
import Foundation
import Language
import ShippedFiles
import Tensors

/// Turns recordings into text: reading, trimming and levelling, Whisper, a query's words.
///
///     let listener = try Listener(on: compute)
///     let query = try listener.transcribe("query.wav").query     // then as if it were typed
package struct Listener: Sendable {
    /// The model's name: that in its metadata, or the published one of its size.
    package let name: String
    /// The file of its weights.
    package let weights: URL
    private let whisper: Whisper
    private let limits: SpeechLimits
    private let phrases: PhraseModel
    private let compute: Compute

    /// Loads a Whisper model.
    ///
    /// - `model`: a file or a folder; nil for the one that comes with the program.
    /// - `width`: texts that the search keeps side by side; 1 for a greedy one.
    /// - Throws: `ShippedFilesError`, `WordListError`, `WhisperError`, `WeightsError`.
    package init(
        model: String? = nil, width: Int = Whisper.width, on compute: Compute
    ) throws {
        let file = try WhisperFile(path: model ?? ShippedFiles.audioWeights().path)
        whisper = try Whisper(file, width: width, on: compute)
        limits = file.limits
        phrases = try PhraseModel()
        (name, weights) = (file.name, URL(fileURLWithPath: file.weights))
        self.compute = compute
    }

    /// Listens to a sound file or to the sound track of a video.
    ///
    /// - Throws: `AudioError`, `SpeechError`.
    package func transcribe(_ path: String) throws -> Transcript {
        let recording = try Recording(path: path)
        guard let spoken = recording.spoken else { throw SpeechError.silent(path: path) }
        let heard = whisper.hear(spoken, on: compute)
        let readings = Readings(heard.texts, phrases: phrases).all
        guard SpeechCheck(heard, limits).isSpeech, let best = readings.first else {
            // That somebody spoke, and said this; weights of which nothing can be made say nothing.
            let confidence = (1 - heard.noSpeech) * exp(heard.texts[0].logProbability)
            throw SpeechError.notUnderstood(
                path: path, confidence: confidence.isFinite ? confidence : 0)
        }
        let texts = HeardText.merged(
            readings.map { HeardText(text: SpokenPhrase.query($0.text), share: $0.share) })
        return Transcript(
            text: best.text, query: SpokenPhrase.query(best.text), confidence: exp(best.mean),
            duration: recording.duration,
            promised: recording.promisedSeconds, texts: texts,
            foreignLanguage: heard.language.flatMap { language in
                // English that is spoken with an accent is still written with confidence.
                let isForeign = language.code != "en" && language.share > 0.5
                return isForeign && exp(best.mean) < Transcript.fluent ? language.code : nil
            })
    }
}
