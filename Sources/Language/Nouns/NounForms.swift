/// Finds nouns in a lexicon by the forms they have in sentences: plurals, hyphens, compounds.
struct NounForms {
    let lexicon: NounLexicon

    /// A noun in the singular, and whether it was met in the plural.
    struct Form: Equatable {
        var noun: String
        var isPlural: Bool
    }

    /// Words of a compound noun at most.
    private static let longest = 4
    /// In hundredths: mostly a verb, mostly an adjective.
    static let often = 60
    /// In hundredths: a verb, where a noun came before.
    static let sometimes = 40

    func kinds(_ word: String) -> NounEntry.Kinds { lexicon.word(word)?.kinds ?? [] }

    func verb(_ word: String) -> Int { lexicon.word(word)?.verb ?? 0 }

    func adjective(_ word: String) -> Int { lexicon.word(word)?.adjective ?? 0 }

    func hasClasses(_ noun: String) -> Bool { lexicon.word(noun)?.classSet != nil }

    func isKnown(_ word: String) -> Bool { lexicon.word(word) != nil || noun(word) != nil }

    /// The noun that a word is a form of. Of a word with a hyphen that is none itself, the last part may be
    /// one: "race-car".
    func noun(_ word: String) -> Form? {
        if let found = form(word) { return found }
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        return form(parts.joined(separator: " ")) ?? form(parts.joined())
            ?? form(String(parts[parts.count - 1]))
    }

    /// The longest noun of several words that `words` begin with, and how many they are.
    func compound(_ words: ArraySlice<String>) -> (form: Form, length: Int)? {
        for length in stride(from: min(Self.longest, words.count), to: 1, by: -1) {
            let part = words.prefix(length)
            let isApart = part.contains { word in
                word == "," || word == "'s"
                    || !kinds(word).isDisjoint(with: [.stop, .determiner, .filler])
            }
            if isApart { continue }
            for joint in [" ", "-"] {
                if let found = form(part.joined(separator: joint)), hasClasses(found.noun) {
                    return (found, length)
                }
            }
            if length == 2, part.allSatisfy({ $0.unicodeScalars.count > 2 }),
                adjective(words[words.startIndex]) < Self.often, let found = form(part.joined()),
                hasClasses(found.noun)
            {
                return (found, length)
            }
        }
        return nil
    }

    private func form(_ text: String) -> Form? {
        let entry = lexicon.word(text)
        if let singular = entry?.singular { return Form(noun: singular, isPlural: true) }
        if let entry, entry.isNoun {
            return Form(noun: text, isPlural: entry.kinds.contains(.collective))
        }
        return Self.singulars(text).first { lexicon.word($0)?.isNoun == true }
            .map { Form(noun: $0, isPlural: true) }
    }

    /// What a word may be the regular plural of, the likeliest first.
    static func singulars(_ word: String) -> [String] {
        let count = word.unicodeScalars.count
        let isLetters = count == 3 && word.allSatisfy { !"aeiouy".contains($0) }
        guard count > 3 || isLetters, word.hasSuffix("s"), !word.hasSuffix("ss") else {
            return count > 4 && word.hasSuffix("men") ? [word.dropLast(3) + "man"] : []
        }
        var found = [String(word.dropLast())]
        if word.hasSuffix("ies") {
            found.insert(word.dropLast(3) + "y", at: 0)
        } else if word.hasSuffix("ves") {
            found += [word.dropLast(3) + "f", word.dropLast(3) + "fe"]
        } else if word.hasSuffix("es") {
            found.append(String(word.dropLast(2)))
        }
        return found
    }
}
