/// RoBERTa's tokenizer: byte-level byte-pair encoding with GPT-2's words, as Hugging Face's
/// `RobertaTokenizerFast` does it with its defaults.
///
/// - No space is put before the first word.
/// - Special tokens that stand in the text itself (`<s>`, `<pad>`, `</s>`, `<unk>`, `<mask>`) are
///   recognised, the longest at the leftmost place first, and become their ids; `<mask>` takes the
///   white space before it.
/// - The text is neither normalised nor lower-cased; see `TextPreparation`.
///
/// Threads may share one tokenizer.
package struct BytePairTokenizer: Sendable {
    /// Begins every sequence.
    package static let begin: Int32 = 0
    /// Fills batches up.
    package static let padding: Int32 = 1
    /// Ends every sequence.
    package static let end: Int32 = 2
    /// Ids that RoBERTa has positions for.
    package static let longest = 512

    /// Where the tokens come from.
    package let vocabulary: BytePairVocabulary
    /// Number of tokens; ids are below it.
    package var vocabularySize: Int { vocabulary.tokens.count }

    private let merges: BytePairMerges
    /// By byte.
    private let byteTokens: [Int32]
    private let special: SpecialTokens

    /// Makes the tokenizer of a vocabulary.
    package init(_ vocabulary: BytePairVocabulary) {
        self.vocabulary = vocabulary
        merges = BytePairMerges(vocabulary.merges)
        special = SpecialTokens(vocabulary)
        var byteTokens = [Int32](repeating: 3, count: 256)
        for (id, token) in vocabulary.tokens.enumerated() where token.unicodeScalars.count == 1 {
            guard let byte = ByteSymbols.bytes(token)?.first else { continue }
            byteTokens[Int(byte)] = Int32(id)
        }
        self.byteTokens = byteTokens
    }

    /// The ids of a text between `<s>` and `</s>`.
    ///
    /// - `maximumLength`: ids at most, `<s>` and `</s>` included.
    /// - Throws: `TokenizerError.tooManyTokens`: nothing of a text is ever left out.
    package func encode(
        _ text: String, maximumLength: Int = longest
    ) throws(TokenizerError) -> [Int32] {
        let ids = [Self.begin] + tokens(text) + [Self.end]
        guard ids.count <= maximumLength else {
            throw .tooManyTokens(found: ids.count, limit: maximumLength)
        }
        return ids
    }

    /// The ids of a text of any length, nothing around them.
    ///
    /// - Complexity: O(n log n) for n bytes.
    func tokens(_ text: String) -> [Int32] {
        var ids: [Int32] = []
        for part in special.split(text) {
            switch part {
            case .special(let id): ids.append(id)
            case .plain(let scalars):
                for word in PreTokenizer.words(scalars) {
                    ids += merges(Substring(word).utf8.map { byteTokens[Int($0)] })
                }
            }
        }
        return ids
    }

    /// The text of ids: special tokens vanish, bytes that are no UTF-8 become U+FFFD. Nil where an
    /// id lies outside the vocabulary.
    package func decode(_ ids: [Int32]) -> String? {
        var bytes: [UInt8] = []
        for id in ids {
            guard vocabulary.tokens.indices.contains(Int(id)) else { return nil }
            if special.contains(id) { continue }
            bytes += ByteSymbols.bytes(vocabulary.tokens[Int(id)]) ?? []
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
