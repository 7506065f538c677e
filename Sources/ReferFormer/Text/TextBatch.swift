/// Texts of one length, as a text encoder reads them.
package struct TextBatch: Sendable {
    /// `[texts][length]`, shorter ones filled up with padding.
    package let tokens: [[TokenMixture]]
    /// `[texts · length]`, true for padding.
    package let excluded: [Bool]

    package var count: Int { tokens.count }
    package var length: Int { tokens[0].count }
    /// `excluded`, or nil where there is no padding.
    package var padding: [Bool]? { excluded.contains(true) ? excluded : nil }

    /// - `texts`: `<s>` and `</s>` included; at least one.
    /// - Throws: `ReferFormerError.tooManyTokens`, `.unknownToken`.
    package init(_ texts: [[TokenMixture]], for config: TextConfig) throws {
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
        tokens = texts.map { $0 + Array(repeating: padding, count: length - $0.count) }
        excluded = tokens.flatMap { $0.map { $0 == padding } }
    }
}
