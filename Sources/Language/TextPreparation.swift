import Foundation
import Parsing

/// How a text is prepared before its tokens are found; published models read it as their protocol says.
public enum TextPreparation: Sendable, Equatable {
    /// As the default model reads it: every run of white space one space, composed characters (NFC), without the
    /// marks that end a sentence.
    case tidied
    /// As it stands: Ref-YouTube-VOS and Ref-DAVIS17.
    case raw
    /// Lower-cased, every run of white space one space: A2D- and J-HMDB-Sentences. Both as Python
    /// does it, `" ".join(text.lower().split())`.
    case lowercased

    /// The prepared text.
    public func callAsFunction(_ text: String) -> String {
        switch self {
        case .raw:
            return text
        case .tidied:
            let squeezed = Self.squeezed(text) { $0.properties.isWhitespace || $0 == "\u{feff}" }
            return Self.withoutEnd(squeezed).precomposedStringWithCanonicalMapping
        case .lowercased:
            return Self.squeezed(Self.lowercased(text), \.isPythonSpace)
        }
    }

    /// "The dog." and "the dog?" ask for the dog; of nothing but marks they stay.
    private static func withoutEnd(_ text: String) -> String {
        var words = Substring(text)
        while let last = words.unicodeScalars.last, ".?!… ".unicodeScalars.contains(last) {
            words.unicodeScalars.removeLast()
        }
        return words.isEmpty ? text : String(words)
    }

    private static func squeezed(
        _ text: String, _ isSpace: (Unicode.Scalar) -> Bool
    ) -> String {
        let words = text.unicodeScalars.split(whereSeparator: isSpace)
        return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    }

    /// Unicode's lower case (section 3.13), with the one rule that looks at neighbours: a capital
    /// sigma that ends a word.
    private static func lowercased(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var wordBegan = false
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3a3}" {
                result += wordBegan && !wordGoesOn(scalars[(index + 1)...]) ? "\u{3c2}" : "\u{3c3}"
            } else {
                result += scalar.properties.lowercaseMapping
            }
            if !scalar.properties.isCaseIgnorable { wordBegan = scalar.properties.isCased }
        }
        return result
    }

    private static func wordGoesOn(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        rest.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
    }
}
