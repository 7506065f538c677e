/// Something that a sentence names beside what it is about, in classes of what is found in boxes.
package struct CompanionMeaning: Sendable, Equatable {
    /// By class of COCO, in the order of its detection challenge: 80 weights.
    package let coco: [Float]
    /// Whether the sentence is about what is without it.
    package let isMissing: Bool

    /// Those of the noun groups from some word on that have such classes.
    static func all(in words: [String], from start: Int, forms: NounForms) -> [CompanionMeaning] {
        var found: [CompanionMeaning] = []
        var at = start
        while at < words.count {
            let group = NounGroup(words, from: at, forms: forms)
            if let head = group.head, let entry = forms.lexicon.word(head),
                let classes = forms.lexicon.classes(entry), classes.coco.contains(where: { $0 > 0 })
            {
                let meaning = CompanionMeaning(
                    coco: classes.coco, isMissing: !denials.isDisjoint(with: words[at..<group.end]))
                if !found.contains(meaning) { found.append(meaning) }
            }
            at = max(group.end, at + 1)
        }
        return found
    }

    private static let denials: Set = ["without", "no", "not"]
}
