import Parsing

extension BytePairVocabulary {
    /// Reads a `tokenizer.json` of Hugging Face's tokenizers.
    ///
    /// - Throws: `TokenizerError.unreadableVocabulary`, `.badVocabulary`; also for a tokenizer that
    ///   does anything to text that RoBERTa's does not.
    package init(tokenizerJSON path: String) throws {
        try self.init(tokenizerJSON: try Self.contents(path), path: path)
    }

    /// Reads the bytes of a `tokenizer.json`.
    ///
    /// - `path`: for messages.
    /// - Throws: `TokenizerError.badVocabulary`.
    package init(tokenizerJSON bytes: [UInt8], path: String) throws {
        let file = try Self.scan(bytes, path: path) { try TokenizerFile(&$0, path: path) }
        try self.init(
            tokens: file.tokens, merges: file.merges, special: file.special,
            from: Source(
                path: path, tokensPlace: "model.vocab", mergePlace: { "model.merges[\($0)]" },
                mergesPath: path))
    }
}

/// What a `tokenizer.json` holds of interest.
private struct TokenizerFile {
    private(set) var tokens: [String] = []
    private(set) var merges: [(String, String)] = []
    private(set) var special: [BytePairVocabulary.SpecialToken] = []

    private let path: String
    private var added: [(content: String, token: BytePairVocabulary.SpecialToken)] = []

    init(_ scanner: inout JSONScanner, path: String) throws {
        self.path = path
        var seen: Set<String> = []
        try scanner.object { scanner, key in
            guard seen.insert(key).inserted else { throw bad(key, "it twice", "each key once") }
            switch key {
            case "added_tokens": try readAdded(&scanner)
            case "normalizer":
                guard scanner.acceptNull() else {
                    throw bad(key, "one", "none, as RoBERTa's tokenizer has")
                }
            case "pre_tokenizer":
                try demand(
                    &scanner, key, ["type": .text("ByteLevel"), "add_prefix_space": .no],
                    optional: ["use_regex": .yes])
            case "model": try readModel(&scanner)
            default: try scanner.skip()
            }
        }
        for key in ["model", "pre_tokenizer"] where !seen.contains(key) {
            throw bad(key, "nothing", "it, as RoBERTa's tokenizer has")
        }
        try join()
    }

    private func bad(_ place: String, _ found: String, _ expected: String) -> TokenizerError {
        .badVocabulary(path: path, place: place, found: found, expected: expected)
    }

    private mutating func readModel(_ scanner: inout JSONScanner) throws {
        var seen: Set<String> = []
        try scanner.object { scanner, key in
            let place = "model.\(key)"
            guard seen.insert(key).inserted else { throw bad(place, "it twice", "each key once") }
            switch key {
            case "vocab":
                tokens = try BytePairVocabulary.tokens(&scanner, path: path, place: place)
            case "merges": try readMerges(&scanner)
            case "type": try demand(&scanner, place, .text("BPE"))
            case "dropout", "continuing_subword_prefix", "end_of_word_suffix":
                try demand(&scanner, place, .nothing)
            case "byte_fallback", "ignore_merges": try demand(&scanner, place, .no)
            default: try scanner.skip()
            }
        }
        for key in ["vocab", "merges"] where !seen.contains(key) {
            throw bad("model.\(key)", "nothing", "it, as a BPE model has")
        }
    }

    /// Merges are "left right", or since 2024 ["left", "right"].
    private mutating func readMerges(_ scanner: inout JSONScanner) throws {
        try scanner.array { scanner in
            let place = "model.merges[\(merges.count)]"
            var parts: [String] = []
            if try scanner.kind() == .array {
                try scanner.array { parts.append(try $0.string()) }
            } else {
                parts = try scanner.string().split(
                    separator: " ", omittingEmptySubsequences: false
                ).map(String.init)
            }
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw bad(place, "\(parts.count) parts", "two tokens")
            }
            guard merges.count < BytePairVocabulary.limit else {
                throw bad(place, "more than \(merges.count) merges", "at most that many")
            }
            merges.append((parts[0], parts[1]))
        }
    }

    private mutating func readAdded(_ scanner: inout JSONScanner) throws {
        try scanner.array { scanner in
            let place = "added_tokens[\(added.count)]"
            var content: String?
            var id: Int?
            var (before, after) = (false, false)
            try scanner.object { scanner, key in
                switch key {
                case "id": id = try scanner.wholeNumber()
                case "content": content = try scanner.string()
                case "lstrip": before = try scanner.boolean()
                case "rstrip": after = try scanner.boolean()
                case "single_word": try demand(&scanner, "\(place).\(key)", .no)
                default: try scanner.skip()
                }
            }
            guard let content, let id = id.flatMap(Int32.init(exactly:)) else {
                throw bad(place, "no id or no content", "both")
            }
            guard !content.isEmpty,
                !content.unicodeScalars.contains(where: \.properties.isWhitespace)
            else { throw bad(place, "\"\(content)\"", "a token without white space") }
            guard added.count < BytePairVocabulary.specialLimit else {
                throw bad(place, "more than \(added.count) tokens", "at most that many")
            }
            added.append(
                (content, .init(id: id, takesSpaceBefore: before, takesSpaceAfter: after)))
        }
    }

    /// Added tokens are in the vocabulary already or continue it.
    private mutating func join() throws {
        for (content, token) in added.sorted(by: { $0.token.id < $1.token.id }) {
            if Int(token.id) == tokens.count { tokens.append(content) }
            guard tokens.dropFirst(Int(token.id)).first == content, special.last?.id != token.id
            else {
                throw bad(
                    "added_tokens", "\"\(content)\" with id \(token.id)",
                    "the id that it has in the vocabulary, or the next one")
            }
            special.append(token)
        }
    }

    /// What a setting must be for RoBERTa's way of reading text.
    private enum Setting {
        case text(String), yes, no
        /// Null, "" or 0.
        case nothing
    }

    private func demand(_ scanner: inout JSONScanner, _ place: String, _ setting: Setting) throws {
        let kind = try scanner.kind()
        switch (setting, kind) {
        case (.text(let expected), .string):
            let found = try scanner.string()
            if found != expected { throw bad(place, "\"\(found)\"", "\"\(expected)\"") }
        case (.yes, .boolean):
            if try !scanner.boolean() { throw bad(place, "false", "true") }
        case (.no, .boolean):
            if try scanner.boolean() { throw bad(place, "true", "false") }
        case (.nothing, .string):
            let found = try scanner.string()
            if !found.isEmpty { throw bad(place, "\"\(found)\"", "none") }
        case (.nothing, .number):
            let found = try scanner.number()
            if found != 0 { throw bad(place, "\(found)", "none") }
        case (.nothing, .null): _ = scanner.acceptNull()
        default: throw bad(place, "\(kind)", "what RoBERTa's tokenizer has")
        }
    }

    private func demand(
        _ scanner: inout JSONScanner, _ place: String, _ settings: [String: Setting],
        optional: [String: Setting]
    ) throws {
        var seen: Set<String> = []
        try scanner.object { scanner, key in
            seen.insert(key)
            if let setting = settings[key] ?? optional[key] {
                try demand(&scanner, "\(place).\(key)", setting)
            } else {
                try scanner.skip()
            }
        }
        for key in settings.keys.sorted() where !seen.contains(key) {
            throw bad("\(place).\(key)", "nothing", "what RoBERTa's tokenizer has")
        }
    }
}
