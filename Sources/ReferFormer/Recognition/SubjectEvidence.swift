import Foundation
import Tensors

/// What one frame shows of a subject, at the resolution of the maps that tell it, and how sure the words'
/// own heads are.
package struct SubjectEvidence: Sendable {
    /// A map of probabilities.
    struct Map: Sendable {
        /// `[1, rows, columns, 1]`
        let values: Tensor
        let most: Float
        let mean: Float

        init(_ values: Tensor) {
            self.values = values
            (most, mean) = values.withUnsafeBuffer { values in
                (values.max() ?? 0, values.reduce(0, +) / Float(max(values.count, 1)))
            }
        }
    }

    /// By ImageNet's classes, at stride 32; nil where none speaks for the subject.
    let classes: Map?
    /// How probable those classes are anywhere.
    let prior: Float
    /// By the everyday kinds, at stride 8; nil where none does.
    let kinds: Map?
    /// By the kinds of scenery, at stride 8; nil for a thing.
    let scenery: Map?
    /// Nil where nothing of the subject's kind was found in a box.
    package var closeUp: CloseUp?
    /// How probable it is that a box holds the subject, 0…1; nil where none of the kinds that are found in
    /// boxes is it.
    let detected: Float?
    let generality: Float
    let distinctions: [Distinction]
    /// The presence head's logit.
    let head: Float
    /// The best candidate's fit, a logit.
    let fit: Float

    init(
        of subject: Subject, in seen: Recognized, prior: [Float], head: Float, fit: Float
    ) {
        detected = Self.detected(subject, seen.detections)
        (self.head, self.fit) = (head, fit)
        classes = Self.map(subject.classes, seen.classes)
        kinds = Self.map(subject.kinds, seen.kinds)
        scenery = Self.map(subject.scenery, seen.scenery)
        generality = subject.generality
        distinctions = subject.distinctions
        self.prior = subject.classes.reduce(0) { $0 + $1.weight * prior[$1.index] }
    }

    /// Weight from which a class is the subject's own.
    private static let own: Float = 0.9

    private static func detected(_ subject: Subject, _ found: [Detection]) -> Float? {
        let own = subject.detected.filter { $0.weight >= Self.own }
        guard !own.isEmpty else { return nil }
        return found.reduce(0) { max($0, own.largest(of: $1.probabilities)) }
    }

    /// Sum of the classes' probabilities at every place.
    private static func map(_ classes: [Subject.Weighted], _ probabilities: Tensor) -> Map? {
        guard !classes.isEmpty else { return nil }
        let count = probabilities.shape[3]
        let sum = Tensor.filled(Array(probabilities.shape.dropLast()) + [1]) { out in
            probabilities.withUnsafeBuffer { p in
                for place in out.indices {
                    out[place] = classes.reduce(0) { $0 + $1.weight * p[place * count + $1.index] }
                }
            }
        }
        return Map(sum)
    }

    /// A probability's logit, kept finite.
    static func logit(_ probability: Float) -> Float {
        let p = min(max(probability, 1e-4), 1 - 1e-4)
        return log(p / (1 - p))
    }

    /// ln(a / b), kept finite.
    static func ratio(_ a: Float, _ b: Float) -> Float { log((a + 1e-4) / (b + 1e-4)) }
}
