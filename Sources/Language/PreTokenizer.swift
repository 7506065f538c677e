/// Splits text into the words that merges never cross, as GPT-2 does (Radford et al. 2019).
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// `\p{L}` and `\p{N}` are the general categories of the standard library's Unicode version; `\s` is
/// Unicode's White_Space, which leaves U+001C to U+001F out.
enum PreTokenizer {
    /// What the expression tells apart.
    enum Kind { case letter, number, space, other }

    static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x61...0x7A, 0x41...0x5A: return .letter
        case 0x30...0x39: return .number
        case 0x20, 0x09...0x0D: return .space
        case 0..<0x80: return .other
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return scalar.properties.isWhitespace ? .space : .other
        }
    }

    /// The words of a text, in order; joined they are the text.
    static func words(_ text: Substring.UnicodeScalarView) -> [Substring.UnicodeScalarView] {
        var words: [Substring.UnicodeScalarView] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = endOfWord(text, from: start)
            words.append(text[start..<end])
            start = end
        }
        return words
    }

    private static func endOfWord(
        _ text: Substring.UnicodeScalarView, from start: Substring.Index
    ) -> Substring.Index {
        if let end = endOfContraction(text, from: start) { return end }
        let second = text.index(after: start)
        let first = kind(text[start])
        guard first == .space else { return endOfRun(of: first, text, from: second) }
        if text[start] == " ", second < text.endIndex {
            let following = kind(text[second])
            if following != .space { return endOfRun(of: following, text, from: second) }
        }
        // White space: all of it at the end of the text; otherwise the last one is left for the
        // next word, unless it is the only one.
        let end = endOfRun(of: .space, text, from: second)
        return end == text.endIndex || end == second ? end : text.index(before: end)
    }

    private static func endOfRun(
        of kind: Kind, _ text: Substring.UnicodeScalarView, from start: Substring.Index
    ) -> Substring.Index {
        text[start...].firstIndex { Self.kind($0) != kind } ?? text.endIndex
    }

    private static func endOfContraction(
        _ text: Substring.UnicodeScalarView, from start: Substring.Index
    ) -> Substring.Index? {
        guard text[start] == "'" else { return nil }
        let letters = text[start...].dropFirst()
        for ending in ["s", "t", "re", "ve", "m", "ll", "d"]
        where letters.starts(with: ending.unicodeScalars) {
            return letters.index(letters.startIndex, offsetBy: ending.unicodeScalars.count)
        }
        return nil
    }
}
