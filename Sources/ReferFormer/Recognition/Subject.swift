/// What a sentence is about, in the classes of the recognition network: weights from 0 to 1, of which
/// none need be above 0 ("the one on the left").
package struct Subject: Sendable, Equatable {
    /// Classes of ImageNet, 0 … 999, with their weights.
    package let classes: [Weighted]
    /// Kinds, 1 … 20 (0 is the background), with their weights.
    package let kinds: [Weighted]
    /// Kinds of scenery, 1 … 8 (0 is something else), with their weights.
    package let scenery: [Weighted]
    /// Classes of what is found in boxes, 0 … 79, with their weights.
    package let detected: [Weighted]
    /// Whether several things are meant.
    package let isPlural: Bool
    /// 1 where the classes lie at or below the noun, less where they are only its relatives.
    package let generality: Float
    /// What tells it from others of its kind; none where several are meant.
    package let distinctions: [Distinction]
    /// Who it is among people; nil where the sentence does not say, or means several.
    package let person: PersonKind?

    /// A class that speaks for the subject.
    package struct Weighted: Sendable, Equatable {
        package let index: Int
        package let weight: Float
    }

    /// - `classes`: `[1000]`; `kinds`: `[20]`, without the background; `scenery`: `[8]`, without
    ///   something else; `detected`: `[80]`.
    package init(
        classes: [Float], kinds: [Float], scenery: [Float] = [], detected: [Float] = [],
        generality: Float, isPlural: Bool = false, distinctions: [Distinction] = [],
        person: PersonKind? = nil
    ) {
        self.classes = Self.weighted(classes, from: 0, below: RecognitionConfig.classes)
        self.kinds = Self.weighted(kinds, from: 1, below: RecognitionConfig.kinds)
        self.scenery = Self.weighted(scenery, from: 1, below: RecognitionConfig.scenery)
        self.detected = Self.weighted(detected, from: 0, below: RecognitionConfig.detected)
        self.generality = generality
        self.isPlural = isPlural
        self.distinctions = distinctions
        self.person = person
    }

    /// Of which nothing is known.
    package static let unknown = Subject(classes: [], kinds: [], generality: 0)

    static func weighted(
        _ weights: [Float], from first: Int, below end: Int
    ) -> [Weighted] {
        zip(first..<end, weights).filter { $1 > 0 }.map(Weighted.init)
    }
}

extension [Subject.Weighted] {
    /// Weighted sum over the classes' probabilities.
    func sum(of probabilities: [Float]) -> Float {
        reduce(0) { $0 + $1.weight * probabilities[$1.index] }
    }

    /// The largest weighted one of the classes' probabilities.
    func largest(of probabilities: [Float]) -> Float {
        reduce(0) { Swift.max($0, $1.weight * probabilities[$1.index]) }
    }
}
