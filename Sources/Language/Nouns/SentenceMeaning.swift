/// What a sentence is about, in classes that networks taught with photographs know: "the man riding a brown
/// horse" is about a man.
///
/// The sentence is read from the left until its first noun group is over; Training/lexicon/headnoun.py does the same, word
/// for word.
package struct SentenceMeaning: Sendable, Equatable {
    /// The noun in the singular; nil where the sentence names none ("the one in white").
    package let head: String?
    /// Whether several things are meant.
    package let isPlural: Bool
    /// The noun's classes; of "a man and a dog" those of both; all 0 where neither network has the thing.
    package let classes: NounClasses
    /// 1 where the classes lie at or below the noun, less where they are only its relatives, 0 without any.
    package let generality: Float
    /// What is named after it and may be found in boxes: in "the man with a dog" the dog.
    package let companions: [CompanionMeaning]

    package init(of sentence: String, in lexicon: NounLexicon) {
        let forms = NounForms(lexicon: lexicon)
        let words = SentenceWords.split(sentence)
        let first = NounGroup(words, from: 0, forms: forms)
        var heads = [first.head].compactMap { $0 }
        var (plural, end) = (first.isPlural, first.end)
        if let head = first.head, forms.hasClasses(head), first.end < words.count,
            ["and", "&"].contains(words[first.end])
        {
            let second = NounGroup(words, from: first.end + 1, forms: forms, follows: true)
            if let other = second.head, forms.hasClasses(other) {
                heads.append(other)
                (plural, end) = (true, second.end)
            }
        }
        let entries = heads.compactMap { lexicon.word($0) }.filter { $0.classSet != nil }
        head = heads.first
        isPlural = plural
        classes = entries.compactMap { lexicon.classes($0) }
            .reduce(into: .none) { $0.formUnion($1) }
        generality = Float(entries.map(\.generality).max() ?? 0) / 100
        let coco = classes.coco
        companions = CompanionMeaning.all(in: words, from: end, forms: forms).filter {
            !zip($0.coco, coco).contains { $0 > 0 && $1 > 0 }
        }
    }
}
