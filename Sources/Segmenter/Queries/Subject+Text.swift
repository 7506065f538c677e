import Language
import ReferFormer

extension Subject {
    /// What a sentence is about: its head noun's classes.
    init(of sentence: String, in lexicon: NounLexicon) {
        let meaning = SentenceMeaning(of: sentence, in: lexicon)
        self.init(
            classes: meaning.classes.imageNet, kinds: meaning.classes.voc,
            generality: meaning.generality)
    }
}
