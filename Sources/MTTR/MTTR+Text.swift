import ReferFormer
import Tensors

extension MTTR {
    /// Texts that a model has read, one per clip of a batch; serves any number of frames.
    package struct EncodedText: Sendable {
        /// `[texts, tokens, hidden]`
        let words: Tensor
        /// `[texts · tokens]`, true for padding.
        let excluded: [Bool]

        /// Number of texts.
        package var count: Int { words.shape[0] }
    }

    /// See `TextEncoder.release`.
    package func releaseText() { textEncoder.release() }

    /// Reads texts.
    ///
    /// - `texts`: tokens of one text per clip, `<s>` and `</s>` included; shorter ones are filled up.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    package func encode(
        _ texts: [[Int]], on compute: Compute, recording stages: StageRecorder? = nil
    ) throws -> EncodedText {
        let batch = try TextBatch(texts.map { $0.map(TokenMixture.init) }, for: config.text)
        let words = resizer(textEncoder(batch, on: compute, recording: stages), on: compute)
        stages?.record("text.memory", words)
        return EncodedText(words: words, excluded: batch.excluded)
    }
}
