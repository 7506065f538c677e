import Audio
import Foundation
import Layers
import Tensors
import Weights

/// Hears what people say (Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision",
/// arXiv:2212.04356): a log-mel spectrogram, a transformer that listens, one that writes.
///
///     let whisper = try Whisper(WhisperFile(path: "whisper-base"), on: compute)
///     let text = whisper.hear(recording, on: compute).texts[0].text
package struct Whisper: Sendable {
    package let size: WhisperSize
    package let vocabulary: WhisperVocabulary
    package let encoder: WhisperEncoder
    let decoder: WhisperDecoder
    let search: WhisperSearch
    /// What the search leans towards, as if it had been said before.
    let prompt: [Int]
    let window: WhisperWindow

    /// Texts that the search keeps side by side where nothing else is asked for.
    package static let width = 5

    /// - `width`: texts that the search keeps side by side; 1 for a greedy one.
    /// - `precision`: in which layers that hear keep their weights; nil for that of `compute`, but not more
    ///   than what the file holds.
    /// - Throws: `WeightsError`.
    package init(
        _ file: WhisperFile, width: Int = Whisper.width, precision: Precision? = nil,
        on compute: Compute
    ) throws {
        (size, vocabulary) = (file.size, file.vocabulary)
        prompt = file.vocabulary.tokens(of: file.prompt)
        window = file.window
        // Eight bits of a number lose nothing in bfloat16 that they had not lost already.
        let kept = file.isCompressed && compute.precision == .fp32 ? .bf16 : compute.precision
        let root = WeightScope(file, compute: compute).kept(in: precision ?? kept)
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
            /// Sum over its tokens and the end, natural.
            package let total: Float
            /// Of them all.
            package let tokens: Int

            /// Mean over the tokens, natural.
            package var logProbability: Float { total / Float(tokens) }
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
        let heard = compute.stage("listening") { listen(recording, on: compute) }
        let seconds = recording.samples.count / Recording.rate + 1
        let outcome = compute.stage("writing") {
            search(
                heard, decoder, before: prompt.isEmpty ? [[]] : [prompt, []],
                least: seconds, most: min(size.longestText, 12 + 10 * seconds), on: compute)
        }
        return Hearing(
            texts: outcome.writings.map {
                .init(
                    text: vocabulary.text($0.tokens), total: $0.logProbability, tokens: $0.count)
            },
            noSpeech: outcome.noSpeech,
            language: outcome.language.map { (vocabulary.languageName($0.id), $0.share) })
    }

    /// What the encoder makes of a recording, with silence behind it, `[steps, width]`.
    ///
    /// - `recording`: at most 30 seconds.
    package func listen(_ recording: Recording, on compute: Compute) -> Tensor {
        let spoken = recording.samples.count / LogMelSpectrogram.hop + 1
        let frames = window.frames(spoken: spoken, most: 2 * size.steps)
        let spectrogram = LogMelSpectrogram(recording, frames: frames, bands: size.bands)
        return encoder(
            Tensor(shape: [frames, size.bands], values: spectrogram.values), on: compute)
    }

    /// How well every token goes on after each of some, before the softmax, `[tokens, vocabulary]`.
    ///
    /// - `tokens`: from the beginning.
    /// - `heard`: `[steps, width]`, of the encoder.
    package func scores(after tokens: [Int], hearing heard: Tensor, on compute: Compute) -> Tensor {
        let state = decoder.begin(heard, most: 1, capacity: tokens.count, on: compute)
        let rows = tokens.map {
            decoder.scores(decoder.step([$0], state, on: compute), on: compute).values
        }
        return Tensor(shape: [tokens.count, size.tokens], values: rows.flatMap(\.self))
    }
}
