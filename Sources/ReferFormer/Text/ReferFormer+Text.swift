import Layers
import Tensors

/// Texts that a model has read, one per clip of a batch; serves any number of frames.
package struct EncodedText: Sendable {
    let words: Words
    /// `[texts, hidden]`
    let sentence: Tensor
    let fusion: MultiHeadAttention.Projected
    let pyramid: [MultiHeadAttention.Projected]
    /// The decoder's queries before they have seen a frame, `[texts, queries, hidden]`.
    let begun: Tensor
    let prior: PriorHead.Query?
    /// What the texts are about, for a model that knows photographs.
    package var subject = Subject.unknown

    /// Number of texts.
    package var count: Int { sentence.shape[0] }
}

extension ReferFormer {
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
        let length = texts.map(\.count).max() ?? 0
        precondition(length > 0, "texts without tokens")
        guard length <= config.longestText else {
            throw ReferFormerError.tooManyTokens(found: length, limit: config.longestText)
        }
        for part in texts.joined().lazy.flatMap(\.parts)
        where !(0..<config.vocabulary).contains(part.token) {
            throw ReferFormerError.unknownToken(part.token, vocabulary: config.vocabulary)
        }
        let padding = TextEncoder.padding
        let tokens = texts.map { $0 + Array(repeating: padding, count: length - $0.count) }
        let excluded = tokens.flatMap { $0.map { $0 == padding } }
        let features = compute.stage("text") {
            textEncoder(tokens, excluded: excluded, on: compute, stages)
        }
        let values = resizer(features.words, on: compute)
        let sentence = resizer(features.sentence, on: compute)
        let positions = PositionEncoding.text(
            batch: texts.count, tokens: length, excluded: excluded, features: config.hidden)
        stages?.record("text.memory", values)
        stages?.record("text.sentence", sentence)
        stages?.record("text.pos", positions)
        let words = Words(
            values: values, keys: compute.add(values, positions),
            excluded: excluded.contains(true) ? excluded : nil)
        return EncodedText(
            words: words, sentence: sentence, fusion: fusion.project(words, on: compute),
            pyramid: pixelDecoder.project(words, on: compute),
            begun: decoder.begin(sentence, on: compute),
            prior: prior?.query(sentence, on: compute))
    }
}
