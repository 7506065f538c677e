import Layers
import Tensors

/// Texts that a model has read, one per clip of a batch; serves any number of frames.
package struct EncodedText: Sendable {
    let words: Words
    /// `[texts, hidden]`
    let sentence: Tensor
    let fusion: MultiHeadAttention.Projected
    let pyramid: [[WordAttention.Words]]
    /// The decoder's queries before they have seen a frame, `[texts, queries, hidden]`.
    let begun: Tensor
    let prior: PriorHead.Query?
    /// What the texts are about, for a model that knows photographs.
    package var subject = Subject.unknown

    /// Number of texts.
    package var count: Int { sentence.shape[0] }
}

extension ReferFormer {
    /// See `TextEncoder.release`.
    package func releaseText() { encoder.textEncoder.release() }

    /// Reads texts.
    ///
    /// - `texts`: tokens of one text per clip, `<s>` and `</s>` included; shorter ones are filled up.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    package func encode(
        _ texts: [[Int]], on compute: Compute, recording stages: StageRecorder? = nil
    ) throws -> EncodedText {
        try encode(
            texts.map { $0.map(TokenMixture.init) }, on: compute, recording: stages)
    }

    /// Reads texts of which not every token is certain.
    ///
    /// - `texts`: as above.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    package func encode(
        _ texts: [[TokenMixture]], on compute: Compute, recording stages: StageRecorder? = nil
    ) throws -> EncodedText {
        let (words, sentence) = try encoder.read(texts, on: compute, stages)
        return EncodedText(
            words: words, sentence: sentence, fusion: encoder.fusion.project(words, on: compute),
            pyramid: pixelDecoder.read(words, on: compute),
            begun: decoder.begin(sentence, on: compute),
            prior: prior?.query(sentence, on: compute))
    }
}
