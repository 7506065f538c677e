/// The first noun group of a sentence from some word on, read one word at a time until it is over.
struct NounGroup {
    private let words: [String]
    private let forms: NounForms
    /// Whether it follows another group, and so must begin at once.
    private let follows: Bool

    /// The noun the group is about, in the singular.
    private(set) var head: String?
    private(set) var isPlural = false
    /// The word that ends the group.
    private(set) var end: Int

    /// What is the head if nothing better comes.
    private var spare: NounForms.Form?
    /// "two", "a group of".
    private var areSeveral = false
    /// "one of".
    private var isSingle = false
    /// By a determiner.
    private var isBegun = false
    /// By an adjective or a number.
    private var isDescribed = false
    /// Begun with a place: "on the left a dog".
    private var isPlaced = false

    init(_ words: [String], from start: Int, forms: NounForms, follows: Bool = false) {
        self.words = words
        self.forms = forms
        self.follows = follows
        end = start
        while end < words.count {
            let read = take(words[end])
            if read == 0 { break }
            end += read
        }
        if head == nil, let spare { accept(spare) }
        let after = end < words.count ? words[end] : ""
        isPlural = !isSingle && (isPlural || areSeveral || after == "are" || after == "were")
    }

    private var form: NounForms.Form? { head.map { NounForms.Form(noun: $0, isPlural: isPlural) } }

    private var formWithClasses: NounForms.Form? {
        form.flatMap { forms.hasClasses($0.noun) ? $0 : nil }
    }

    private mutating func accept(_ form: NounForms.Form) {
        head = form.noun
        isPlural = form.isPlural
    }

    /// Takes a word in; how many words were read, 0 where the group is over.
    private mutating func take(_ word: String) -> Int {
        let kinds = forms.kinds(word)
        if word == "of", end > 0 {
            let before = forms.kinds(words[end - 1])
            if !before.isDisjoint(with: [.part, .group]) { return afterPart(before) }
        }
        if word == "'s" || word == "s" && head != nil { return again(form ?? spare) }
        if let (compound, length) = forms.compound(words[end...]) {
            accept(compound)
            return length
        }
        if word == "," || kinds.contains(.stop) { return stop(word) }
        if kinds.contains(.filler) { return head == nil ? 1 : 0 }
        if kinds.contains(.pronoun), isPronoun(word, kinds) {
            spare = nil
            return 0
        }
        if !kinds.isDisjoint(with: [.determiner, .ordinal, .many]) { return determiner(kinds) }
        return head.map { continued($0, word, kinds) } ?? opened(word, kinds)
    }

    /// The group begins anew with the next word.
    private mutating func again(_ spare: NounForms.Form?) -> Int {
        (head, isPlural, self.spare) = (nil, false, spare)
        (isBegun, isDescribed, isPlaced) = (false, false, false)
        return 1
    }

    private mutating func afterPart(_ part: NounEntry.Kinds) -> Int {
        areSeveral = part.contains(.group)
        isSingle = !areSeveral
        let wasPlaced = isPlaced
        let read = again(formWithClasses)
        isPlaced = wasPlaced
        return read
    }

    private mutating func stop(_ word: String) -> Int {
        let joins = [",", "and", "or", "&"].contains(word)
        if head != nil, isPlaced, [",", "is", "are", "there"].contains(word) {
            return again(formWithClasses)
        }
        // "the second from the left"
        if word == "from", isDescribed, head == nil { return 1 }
        if head != nil || follows || isDescribed && !isPlaced && !joins { return 0 }
        if !joins {
            isPlaced = isPlaced || !Self.notPlaces.contains(word)
            isBegun = false
        }
        return 1
    }

    private static let notPlaces: Set = [
        "is", "are", "there", "it", "i", "me", "you", "can", "that",
    ]

    private mutating func determiner(_ kinds: NounEntry.Kinds) -> Int {
        if let head {
            if !isPlaced, forms.isKnown(head) { return 0 }
            _ = again(formWithClasses)
        }
        areSeveral = areSeveral || kinds.contains(.many)
        isBegun = true
        isDescribed = isDescribed || !kinds.contains(.determiner)
        return 1
    }

    /// Whether it stands for a noun here: "the one on the left", not "one dog".
    private func isPronoun(_ word: String, _ kinds: NounEntry.Kinds) -> Bool {
        if head != nil { return false }
        let alone = kinds.isDisjoint(with: [.determiner, .ordinal, .many])
        if alone || word == "one" && isBegun { return true }
        let after = end + 1 < words.count ? words[end + 1] : ","
        return after == ","
            || forms.kinds(after).contains(.stop) && !["is", "are", "of"].contains(after)
    }

    /// A word before any noun.
    private mutating func opened(_ word: String, _ kinds: NounEntry.Kinds) -> Int {
        if SentenceWords.isNumber(word) { return 1 }
        let noun = forms.noun(word)
        let isFirst = kinds.contains(.nounFirst)
        let (verb, adjective) = (forms.verb(word), forms.adjective(word))
        let other = isFirst ? 0 : max(verb, adjective)
        let isDerived = SentenceWords.isDerived(word)
        let hasClasses = noun.map { forms.hasClasses($0.noun) } ?? false
        if let noun, other < NounForms.often, isFirst || hasClasses || !isDerived {
            accept(noun)
        } else if let noun, hasClasses {
            spare = spare ?? noun
        } else if noun == nil, other == 0, !isDerived {
            head = word
        }
        isDescribed = isDescribed || isBegun || adjective >= NounForms.often
        return 1
    }

    /// A word after a noun: part of a compound or the end of the group.
    private mutating func continued(
        _ head: String, _ word: String, _ kinds: NounEntry.Kinds
    ) -> Int {
        let noun = forms.noun(word)
        let (verb, adjective) = (forms.verb(word), forms.adjective(word))
        let isPlainNoun = verb < NounForms.sometimes && adjective < NounForms.often
        let isFirst = kinds.contains(.nounFirst)
        if forms.kinds(head).contains(.modifier) {
            if let noun, isFirst || isPlainNoun {
                accept(noun)
                return 1
            }
            return adjective >= NounForms.often && verb < NounForms.sometimes ? 1 : 0
        }
        let hasClasses = noun.map { forms.hasClasses($0.noun) } ?? false
        let isDerived = !isFirst && SentenceWords.isDerived(word) && (verb > 0 || !hasClasses)
        if SentenceWords.isNumber(word) { return 0 }
        if let noun, forms.kinds(noun.noun).contains(.young), forms.hasClasses(head) {
            isPlural = noun.isPlural
            return 1
        }
        if let noun, isPlainNoun, !isDerived {
            accept(noun)
            return 1
        }
        if noun != nil || verb > 0 || adjective > 0 || isDerived || forms.hasClasses(head) {
            return 0
        }
        accept(NounForms.Form(noun: word, isPlural: false))
        return 1
    }
}
