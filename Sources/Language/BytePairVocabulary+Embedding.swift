extension BytePairVocabulary {
    /// Key in the metadata of a weights file that carries its tokenizer.
    package static let metadataKey = "tokenizer"

    private static let format = "byte-level-bpe-1"

    /// One line of text that `init(embedded:path:)` reads back: format, numbers of tokens, special
    /// tokens and merges, then all of them with spaces between; a special token is its id with `<`
    /// or `>` where it takes the white space before or after it.
    package var embedded: String {
        var words = [Self.format, "\(tokens.count)", "\(special.count)", "\(merges.count)"]
        words += tokens
        words += special.map {
            "\($0.id)" + ($0.takesSpaceBefore ? "<" : "") + ($0.takesSpaceAfter ? ">" : "")
        }
        for merge in merges { words += [tokens[Int(merge.left)], tokens[Int(merge.right)]] }
        return words.joined(separator: " ")
    }

    /// Reads what `embedded` wrote.
    ///
    /// - `path`: the weights file, for messages.
    /// - Throws: `TokenizerError.badVocabulary`.
    package init(embedded text: String, path: String) throws(TokenizerError) {
        let place = "metadata \(Self.metadataKey)"
        func bad(_ found: String, _ expected: String) -> TokenizerError {
            .badVocabulary(path: path, place: place, found: found, expected: expected)
        }
        guard text.utf8.count <= Self.fileLimit else {
            throw bad("\(text.utf8.count) bytes", "at most \(Self.fileLimit)")
        }
        let words = text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        let counts = words.dropFirst().prefix(3).compactMap { Int($0) }
        guard words[0] == Self.format, counts.count == 3,
            counts.allSatisfy({ (0...Self.limit).contains($0) })
        else { throw bad("\"\(words.prefix(4).joined(separator: " ").prefix(60))\"", Self.format) }
        guard words.count == 4 + counts[0] + counts[1] + 2 * counts[2] else {
            throw bad("\(words.count) words", "\(4 + counts[0] + counts[1] + 2 * counts[2])")
        }
        let tokens = Array(words[4..<4 + counts[0]])
        let rest = words[(4 + counts[0])...]
        var special: [SpecialToken] = []
        for word in rest.prefix(counts[1]) {
            let number = word.prefix { $0.isASCII && $0.isNumber }
            let marks = word.dropFirst(number.count)
            guard let id = Int32(number), id > special.last?.id ?? -1, Int(id) < tokens.count,
                ["", "<", ">", "<>"].contains(marks), special.count < Self.specialLimit
            else { throw bad("\"\(word)\"", "the id of a special token") }
            special.append(
                SpecialToken(
                    id: id, takesSpaceBefore: marks.contains("<"),
                    takesSpaceAfter: marks.contains(">")))
        }
        let pairs = Array(rest.dropFirst(counts[1]))
        try self.init(
            tokens: tokens,
            merges: (0..<counts[2]).map { (pairs[2 * $0], pairs[2 * $0 + 1]) }, special: special,
            from: Source(
                path: path, tokensPlace: place, mergePlace: { "\(place), merge \($0)" },
                mergesPath: path))
    }
}
