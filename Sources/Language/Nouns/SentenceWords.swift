/// A sentence as words, ASCII letters in lower case; "'s" is a word of its own, and so is "," for every mark
/// that parts what it stands between.
enum SentenceWords {
    static func split(_ text: String) -> [String] {
        var found: [String] = []
        var word: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars + [" "] {
            switch kind(scalar) {
            case .letter: word.append(lowercased(scalar))
            case .apostrophe: word.append("'")
            case .space: take(&word, into: &found)
            case .mark:
                take(&word, into: &found)
                found.append(",")
            }
        }
        return found
    }

    static func isNumber(_ word: String) -> Bool {
        word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Whether it is a participle or an adverb, by its look.
    static func isDerived(_ word: String) -> Bool {
        word.unicodeScalars.count > 4
            && (word.hasSuffix("ing") || word.hasSuffix("ed") || word.hasSuffix("ly"))
    }

    private enum Kind { case letter, apostrophe, mark, space }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        case "'", "`", "\u{2018}", "\u{2019}", "\u{b4}": .apostrophe
        case "a"..."z", "A"..."Z", "0"..."9", "-", "#", "&": .letter
        case "\0"..." ", "\u{a0}": .space
        case "!"..<"\u{c0}", "\u{2000}"..<"\u{2070}": .mark
        default: .letter
        }
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
    }

    /// Ends a word: "dogs'" and "dog's" become two.
    private static func take(_ scalars: inout [Unicode.Scalar], into found: inout [String]) {
        var word = scalars[...]
        scalars = []
        let ending = word.suffix(2)
        let isPossessive = word.count > 2 && (ending == ["'", "s"] || ending == ["s", "'"])
        if isPossessive { word = word.dropLast(ending == ["'", "s"] ? 2 : 1) }
        word = word.drop { $0 == "'" || $0 == "-" }
        while word.last == "'" || word.last == "-" { word = word.dropLast() }
        if !word.isEmpty { found.append(String(String.UnicodeScalarView(word))) }
        if isPossessive { found.append("'s") }
    }
}
