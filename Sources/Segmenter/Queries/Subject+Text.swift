import Language
import ReferFormer
import Speech

extension Subject {
    /// What a sentence is about: its head noun's classes.
    init(of sentence: String, in lexicon: NounLexicon) {
        let meaning = SentenceMeaning(of: sentence, in: lexicon)
        self.init(
            classes: meaning.classes.imageNet, kinds: meaning.classes.voc,
            scenery: meaning.classes.scenery, detected: meaning.classes.coco,
            generality: meaning.generality, isPlural: meaning.isPlural,
            distinctions: Distinction.all(in: sentence, meaning), person: PersonKind(meaning))
    }

    /// What one of several readings of a spoken sentence is about, each by its share: of "goat" and
    /// "coat" something of both.
    init(ofHeard texts: [HeardText], in lexicon: NounLexicon) {
        let readings = texts.map { (SentenceMeaning(of: $0.text, in: lexicon), $0.share) }
        let sum = { (values: (SentenceMeaning) -> [Float]) in
            readings.reduce(into: [Float]()) { sum, reading in
                let weighted = values(reading.0).map { $0 * reading.1 }
                sum = sum.isEmpty ? weighted : zip(sum, weighted).map(+)
            }
        }
        self.init(
            classes: sum { $0.classes.imageNet }, kinds: sum { $0.classes.voc },
            scenery: sum { $0.classes.scenery }, detected: sum { $0.classes.coco },
            generality: readings.reduce(0) { $0 + $1.0.generality * $1.1 },
            isPlural: readings.first?.0.isPlural ?? false,
            distinctions: readings.first.map { Distinction.all(in: texts[0].text, $0.0) } ?? [],
            person: readings.first.flatMap { PersonKind($0.0) })
    }
}
