/// How far a transcript is from what was said, in words: the least number of substitutions, deletions and
/// insertions (Levenshtein) that make one of the other.
///
/// Case and punctuation do not count: a word is a run of letters, digits and apostrophes inside.
public struct WordErrors: Sendable, Equatable {
    /// Words that are wrong, missing or too many.
    public let errors: Int
    /// Words that were said.
    public let words: Int

    /// Errors a word said; above 1 where more was heard than said, nil where nothing was said.
    public var rate: Double? { words > 0 ? Double(errors) / Double(words) : nil }

    /// Complexity: O(`said` · `heard`) in words.
    public init(said: String, heard: String) {
        let (said, heard) = (Self.words(said), Self.words(heard))
        // Errors between what was said so far and the first words of what was heard.
        var row = Array(0...heard.count)
        for (place, word) in said.enumerated() {
            var next = [place + 1]
            for (other, found) in heard.enumerated() {
                let replaced = row[other] + (word == found ? 0 : 1)
                next.append(min(replaced, row[other + 1] + 1, next[other] + 1))
            }
            row = next
        }
        (errors, words) = (row[heard.count], said.count)
    }

    /// Errors and words of several sentences together.
    public static func + (left: WordErrors, right: WordErrors) -> WordErrors {
        WordErrors(errors: left.errors + right.errors, words: left.words + right.words)
    }

    /// No words, no errors.
    public static let none = WordErrors(errors: 0, words: 0)

    private init(errors: Int, words: Int) { (self.errors, self.words) = (errors, words) }

    private static func words(_ text: String) -> [Substring] {
        let apostrophes: Set<Character> = ["'", "’"]
        let plain = text.lowercased().map { apostrophes.contains($0) ? "'" : $0 }
        return String(plain).split { !$0.isLetter && !$0.isNumber && $0 != "'" }.compactMap {
            word in
            let inner = word.drop { $0 == "'" }
            guard let last = inner.lastIndex(where: { $0 != "'" }) else { return nil }
            return inner[...last]
        }
    }
}
