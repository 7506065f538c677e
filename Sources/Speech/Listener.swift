import Audio
import Language
import ReferFormer
import Tensors
import ShippedFiles

/// What was said in a recording.
public struct Transcript: Sendable, Equatable {
    /// Lower case, without punctuation.
    public let text: String
    /// Mean probability of the pieces heard, 0 to 1.
    public let confidence: Float
    /// Seconds of the recording as it was read.
    public let duration: Double
    /// What was heard, where each piece was loudest, before it was written down.
    package let mixtures: [TokenMixture]
}

/// Turns recordings into text: reading, trimming and levelling, spectrogram, audio encoder, words.
///
///     let listener = try Listener(on: compute)
///     let query = try listener.transcribe("query.wav").text     // then as if it were typed
///
/// Where the text encoder reads the transcript, words and sentence are exactly those of the typed text
/// whenever it was heard right; it may also read the mixtures, where nothing is decided.
package struct Listener: Sendable {
    private let encoder: AudioEncoder
    private let tokenizer: SentencePieceTokenizer
    private let compute: Compute

    /// Loads the audio encoder that comes with the program.
    ///
    /// - Throws: `ShippedFilesError`, `TokenizerError`, `WeightsError`, `ReferFormerError`.
    package init(on compute: Compute) throws {
        try self.init(
            encoder: AudioEncoder(path: ShippedFiles.audioWeights().path, on: compute),
            tokenizer: SentencePieceTokenizer(), on: compute)
    }

    /// - `tokenizer`: the one that the encoder was trained with.
    package init(
        encoder: AudioEncoder, tokenizer: SentencePieceTokenizer, on compute: Compute
    ) {
        precondition(
            encoder.config.vocabulary == tokenizer.vocabularySize
                && encoder.config.bands == LogMelSpectrogram.bands,
            "an audio encoder of \(encoder.config) for \(tokenizer.vocabularySize) pieces")
        self.encoder = encoder
        self.tokenizer = tokenizer
        self.compute = compute
    }

    /// Listens to a sound file or to the sound track of a video.
    ///
    /// - Throws: `AudioError`, `SpeechError`.
    package func transcribe(_ path: String) throws -> Transcript {
        let (spectrogram, duration) = try Self.spectrogram(path)
        let heard = encoder(spectrogram, on: compute)
        guard heard.isSpeech, let text = tokenizer.decode(heard.pieces.map(Int32.init)),
            !text.isEmpty
        else {
            throw SpeechError.notUnderstood(path: path, confidence: heard.confidence)
        }
        return Transcript(
            text: text, confidence: heard.confidence, duration: duration,
            mixtures: heard.mixtures)
    }

    /// What the encoder reads of a recording, and the recording's seconds; the samples are gone by then.
    private static func spectrogram(_ path: String) throws -> (Tensor, seconds: Double) {
        let recording = try Recording(path: path)
        guard let spoken = recording.spoken else { throw SpeechError.silent(path: path) }
        let spectrogram = LogMelSpectrogram(spoken)
        let values = Tensor(
            shape: [spectrogram.frames, LogMelSpectrogram.bands], values: spectrogram.normalized)
        return (values, recording.duration)
    }
}
