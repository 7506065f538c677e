/// The tokens and merges of RoBERTa's byte-level tokenizer (Liu et al. 2019, arXiv:1907.11692),
/// checked as a whole: whatever text comes, tokens can be found for it.
package struct BytePairVocabulary: Sendable, Equatable {
    /// Two tokens that become one.
    package struct Merge: Sendable, Equatable {
        package let left: Int32
        package let right: Int32
        package let result: Int32
    }

    /// A token that is recognised in the text itself, before any word is split.
    package struct SpecialToken: Sendable, Equatable {
        package let id: Int32
        /// Whether white space before it belongs to it.
        package let takesSpaceBefore: Bool
        /// Whether white space after it belongs to it.
        package let takesSpaceAfter: Bool
    }

    /// By id, in the characters of `ByteSymbols`.
    package let tokens: [String]
    /// By rank.
    package let merges: [Merge]
    /// In the order of their ids.
    package let special: [SpecialToken]

    /// What every vocabulary begins with.
    static let beginning = ["<s>", "<pad>", "</s>", "<unk>"]
    /// Special where the vocabulary has it; takes the white space before it.
    static let mask = "<mask>"
    /// Tokens and merges that are read at most, each.
    static let limit = 1 << 18
    /// Special tokens at most.
    static let specialLimit = 64

    /// The file that is read and the names of its places, for messages.
    struct Source {
        let path: String
        let tokensPlace: String
        /// Where the merge of a rank stands.
        let mergePlace: (Int) -> String
        /// The file of the merges, where it is another.
        let mergesPath: String

        func badToken(_ id: Int, found: String, expected: String) -> TokenizerError {
            .badVocabulary(
                path: path, place: "\(tokensPlace), id \(id)", found: found, expected: expected)
        }

        func badMerge(_ rank: Int, found: String, expected: String) -> TokenizerError {
            .badVocabulary(
                path: mergesPath, place: mergePlace(rank), found: found, expected: expected)
        }
    }

    /// Checks tokens and merges.
    ///
    /// - `merges`: pairs of tokens by rank.
    /// - `special`: id, space before, space after.
    /// - Throws: `TokenizerError.badVocabulary`.
    init(
        tokens: [String], merges: [(String, String)], special: [SpecialToken], from source: Source
    ) throws(TokenizerError) {
        guard tokens.count <= Self.limit, merges.count <= Self.limit else {
            throw .badVocabulary(
                path: source.path, place: source.tokensPlace,
                found: "\(tokens.count) tokens and \(merges.count) merges",
                expected: "at most \(Self.limit) of each")
        }
        for (id, name) in Self.beginning.enumerated() where tokens.dropFirst(id).first != name {
            throw source.badToken(
                id, found: tokens.dropFirst(id).first.map { "\"\($0)\"" } ?? "nothing",
                expected: name)
        }
        let reserved = Set(special.map(\.id))
        var ids: [String: Int32] = [:]
        for (id, token) in tokens.enumerated() {
            if !reserved.contains(Int32(id)), token.isEmpty || ByteSymbols.bytes(token) == nil {
                throw source.badToken(
                    id, found: "\"\(token)\"", expected: "characters that stand for bytes")
            }
            if let other = ids.updateValue(Int32(id), forKey: token) {
                throw source.badToken(
                    id, found: "\"\(token)\", which is id \(other) too", expected: "another token")
            }
        }
        for (byte, symbol) in ByteSymbols.characters.enumerated()
        where ids[String(Character(symbol))] == nil {
            throw .badVocabulary(
                path: source.path, place: source.tokensPlace,
                found: "no token \"\(symbol)\" for byte \(byte)", expected: "all 256 bytes")
        }
        self.tokens = tokens
        self.special = special
        self.merges = try Self.resolve(merges, ids, source)
    }

    private static func resolve(
        _ pairs: [(String, String)], _ ids: [String: Int32], _ source: Source
    ) throws(TokenizerError) -> [Merge] {
        var merges: [Merge] = []
        merges.reserveCapacity(pairs.count)
        var seen: Set<UInt64> = []
        for (rank, (left, right)) in pairs.enumerated() {
            guard let first = ids[left], let second = ids[right], let result = ids[left + right]
            else {
                let unknown = [left, right, left + right].first { ids[$0] == nil } ?? left
                throw source.badMerge(
                    rank, found: "\"\(unknown)\"", expected: "tokens of the vocabulary")
            }
            guard seen.insert(UInt64(first) << 32 | UInt64(second)).inserted else {
                throw source.badMerge(
                    rank, found: "\"\(left) \(right)\" again", expected: "each pair once")
            }
            merges.append(Merge(left: first, right: second, result: result))
        }
        return merges
    }

    /// The special tokens of RoBERTa, where a source does not list them.
    static func standardSpecial(_ tokens: [String]) -> [SpecialToken] {
        var special = beginning.indices.map {
            SpecialToken(id: Int32($0), takesSpaceBefore: false, takesSpaceAfter: false)
        }
        if let id = tokens.firstIndex(of: mask) {
            special.append(
                SpecialToken(id: Int32(id), takesSpaceBefore: true, takesSpaceAfter: false))
        }
        return special
    }
}
