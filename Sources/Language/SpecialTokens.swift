/// Finds the special tokens of a vocabulary in text.
struct SpecialTokens: Sendable {
    enum Part: Equatable {
        case plain(Substring.UnicodeScalarView)
        case special(Int32)

        static func == (one: Part, other: Part) -> Bool {
            switch (one, other) {
            case (.plain(let one), .plain(let other)): one.elementsEqual(other)
            case (.special(let one), .special(let other)): one == other
            default: false
            }
        }
    }

    private struct Pattern {
        let text: String.UnicodeScalarView
        let token: BytePairVocabulary.SpecialToken
    }

    /// The longest first.
    private let patterns: [Pattern]
    private let beginnings: Set<Unicode.Scalar>
    private let ids: Set<Int32>

    init(_ vocabulary: BytePairVocabulary) {
        patterns = vocabulary.special
            .map { Pattern(text: vocabulary.tokens[Int($0.id)].unicodeScalars, token: $0) }
            .sorted { $0.text.count > $1.text.count }
        beginnings = Set(patterns.compactMap(\.text.first))
        ids = Set(vocabulary.special.map(\.id))
    }

    func contains(_ id: Int32) -> Bool { ids.contains(id) }

    /// Splits a text at its special tokens.
    func split(_ text: String) -> [Part] {
        let all = Substring(text).unicodeScalars
        var parts: [Part] = []
        var (plainStart, place) = (all.startIndex, all.startIndex)
        while place < all.endIndex {
            guard let pattern = pattern(at: all[place...]) else {
                all.formIndex(after: &place)
                continue
            }
            var (start, end) = (place, all.index(place, offsetBy: pattern.text.count))
            if pattern.token.takesSpaceBefore {
                while start > plainStart, all[all.index(before: start)].properties.isWhitespace {
                    all.formIndex(before: &start)
                }
            }
            if pattern.token.takesSpaceAfter {
                while end < all.endIndex, all[end].properties.isWhitespace {
                    all.formIndex(after: &end)
                }
            }
            if plainStart < start { parts.append(.plain(all[plainStart..<start])) }
            parts.append(.special(pattern.token.id))
            (plainStart, place) = (end, end)
        }
        if plainStart < all.endIndex { parts.append(.plain(all[plainStart...])) }
        return parts
    }

    private func pattern(at rest: Substring.UnicodeScalarView) -> Pattern? {
        guard let first = rest.first, beginnings.contains(first) else { return nil }
        return patterns.first { rest.starts(with: $0.text) }
    }
}
