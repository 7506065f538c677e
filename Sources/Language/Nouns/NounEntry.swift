/// A line of the list of nouns: what a word may be.
package struct NounEntry: Sendable, Equatable {
    /// Whether it is a noun.
    package private(set) var isNoun = false
    /// Of a noun, in hundredths: 100 where its classes lie at or below it in WordNet, less where they are
    /// only its relatives, 0 without classes.
    package private(set) var generality = 0
    /// Of a noun: the line that holds its classes; nil where neither network has the thing.
    package private(set) var classSet: String?
    /// The noun that this is the irregular plural of.
    package private(set) var singular: String?
    /// How often it is a verb and an adjective, in hundredths.
    package private(set) var verb = 0
    package private(set) var adjective = 0
    package private(set) var kinds: Kinds = []

    /// What else a word may be, to who looks for a sentence's noun.
    package struct Kinds: OptionSet, Sendable, Hashable {
        package let rawValue: UInt16

        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Prepositions, conjunctions, pronouns, auxiliaries: they end a noun group.
        static let stop = Kinds(rawValue: 1)
        /// Begins a noun group.
        static let determiner = Kinds(rawValue: 2)
        /// Does so too, and describes: "first".
        static let ordinal = Kinds(rawValue: 4)
        /// Does so for several things: "three".
        static let many = Kinds(rawValue: 8)
        /// "the one in white" names no noun.
        static let pronoun = Kinds(rawValue: 16)
        /// "one of the men" is about a man.
        static let part = Kinds(rawValue: 32)
        /// "a group of men" is about several.
        static let group = Kinds(rawValue: 64)
        /// "um the dog".
        static let filler = Kinds(rawValue: 128)
        /// A noun that mostly stands before another: "baby elephant".
        static let modifier = Kinds(rawValue: 256)
        /// A noun unless one came before it: "fly", "duck".
        static let nounFirst = Kinds(rawValue: 512)
        /// "people" are several.
        static let collective = Kinds(rawValue: 1024)
        /// "polar bear cub" is about a polar bear.
        static let young = Kinds(rawValue: 2048)

        static let letters: [Character: Kinds] = [
            "s": stop, "d": determiner, "r": ordinal, "m": many, "o": pronoun, "g": part,
            "q": group, "f": filler, "t": modifier, "n": nounFirst, "u": collective, "y": young,
        ]
    }

    /// Reads a line's fields; of what it does not know, it makes nothing.
    init(fields: [Substring]) {
        for field in fields {
            let value = field.dropFirst()
            switch field.first {
            case "n":
                let parts = value.split(separator: " ")
                isNoun = true
                generality = parts.first.flatMap { Int($0) } ?? 0
                classSet = parts.count > 1 ? String(parts[1]) : nil
            case "p": singular = String(value)
            case "v": verb = Int(value) ?? 0
            case "a": adjective = Int(value) ?? 0
            case "w": kinds = value.reduce(into: []) { $0.formUnion(Kinds.letters[$1] ?? []) }
            default: break
            }
        }
    }
}
