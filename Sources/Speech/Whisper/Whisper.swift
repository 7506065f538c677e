import Audio
import Foundation
import Layers
import Tensors

/// Hears what people say (Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision",
/// arXiv:2212.04356): a log-mel spectrogram, a transformer that listens, one that writes.
///
///     let whisper = try Whisper(WhisperFile(path: "tiny.en"), on: compute)
///     let text = whisper.hear(recording, on: compute).texts[0].text
package struct Whisper: Sendable {
    package let size: WhisperSize
    package let vocabulary: WhisperVocabulary
    package let encoder: WhisperEncoder
    private let decoder: WhisperDecoder
    private let search: WhisperSearch

    /// Texts that the search keeps side by side where nothing else is asked for.
    package static let width = 5
    /// Silence behind what is spoken, in frames of 10 ms.
    private static let margin = 200
    /// Frames at least.
    private static let least = 600

    /// - `width`: texts that the search keeps side by side; 1 for a greedy one.
    /// - Throws: `WeightsError.mismatched`.
    package init(
        _ file: WhisperFile, width: Int = Whisper.width, on compute: Compute
    ) throws {
        (size, vocabulary) = (file.size, file.vocabulary)
        let root = WeightScope(file, compute: compute)
        encoder = try WhisperEncoder(root["encoder"], file.size)
        decoder = try WhisperDecoder(root["decoder"], file.size)
        try root.finish()
        search = WhisperSearch(
            vocabulary: file.vocabulary, suppressed: file.suppressed, width: width)
    }

    /// What was heard in a recording.
    package struct Hearing: Sendable {
        /// A text that may have been said.
        package struct Text: Sendable, Equatable {
            /// As the model writes it, with capitals and full stop.
            package let text: String
            /// Mean over the tokens, natural.
            package let logProbability: Float
        }

        /// The best first; never empty.
        package let texts: [Text]
        /// Probability that nobody speaks, 0…1.
        package let noSpeech: Float
        /// Code of the likeliest language, such as `de`, and its share; nil for models that know
        /// English alone.
        package let language: (code: String, share: Float)?
    }

    /// - `recording`: at most 30 seconds.
    package func hear(_ recording: Recording, on compute: Compute) -> Hearing {
        let frames = frames(of: recording)
        let spectrogram = LogMelSpectrogram(recording, frames: frames, bands: size.bands)
        let heard = encoder(
            Tensor(shape: [frames, size.bands], values: spectrogram.values), on: compute)
        let seconds = recording.samples.count / Recording.rate + 1
        let outcome = search(
            heard, decoder, most: min(size.positions / 2, 12 + 10 * seconds), on: compute)
        return Hearing(
            texts: outcome.writings.map {
                .init(text: vocabulary.text($0.tokens), logProbability: $0.mean)
            },
            noSpeech: outcome.noSpeech,
            language: outcome.language.map { (vocabulary.languageName($0.id), $0.share) })
    }

    /// Frames that the encoder is shown. It was taught on 30 seconds each time, but hears as well in a
    /// window that ends a while behind the words.
    private func frames(of recording: Recording) -> Int {
        let env = ProcessInfo.processInfo.environment
        let margin = env["W_MARGIN"].flatMap { Int($0) } ?? Self.margin
        let least = env["W_LEAST"].flatMap { Int($0) } ?? Self.least
        let spoken = recording.samples.count / LogMelSpectrogram.hop + 1
        return min(2 * size.steps, max(least, (spoken + margin + 1) / 2 * 2))
    }
}
