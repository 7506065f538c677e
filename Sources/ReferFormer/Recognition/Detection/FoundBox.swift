import Tensors

/// A box in which something of a subject's kind was found.
package struct FoundBox: Sendable {
    package let box: RelativeBox
    /// That the subject is in it, 0…1.
    package let probability: Float
    /// How well it fits the sentence.
    package var score: Float
    /// How well it fits what the sentence says of its place, which holds where a clip begins and may
    /// change.
    package var placed: Float = 0
    /// Of whoever is in it, where the sentence asks for somebody.
    package var person: PersonProbe.Traits?
    /// Whether it says something of things alone that were found before or after.
    package let isFaint: Bool

    /// Probability from which a box is the subject's whatever was seen before.
    private static let sure: Float = 0.12
    /// Of faint boxes, at least; a probability for another class counts by `kin`.
    private static let faint: (least: Float, kin: Float) = (0.03, 0.5)
    /// Overlap from which two boxes are taken for one thing.
    private static let same: Float = 0.6
    /// Share of the likeliest box's probability from which a box is another of its kind.
    private static let ofMost: (one: Float, many: Float) = (0.3, 0.25)
    /// Share of the largest box below which one is too small to be told from it by place or size.
    private static let leastOfLargest: Float = 0.08
    /// Weights of what decides where the sentence means one: logarithm of the probability and of the area,
    /// and the mask's mean logit.
    private static let weights: (sure: Float, area: Float, mask: Float) = (1, 0.5, 0.3)

    /// All in a frame, the likeliest first.
    ///
    /// - `mask`: the best candidate's logits, `columns` a row.
    /// - Throws: what telling people apart throws.
    static func all(
        of subject: Subject, in frame: DistinguishedBoxes, mask: [Float], columns: Int
    ) throws -> [FoundBox] {
        guard !subject.detected.isEmpty else { return [] }
        let own = distinct(
            frame.detections.compactMap { detection in
                let probability = subject.detected.largest(of: detection.probabilities)
                let likely = max(probability, faint.kin * detection.most)
                guard likely > faint.least else { return nil }
                return FoundBox(
                    box: detection.box, probability: likely, score: 0,
                    isFaint: probability <= sure)
            })
        let most = own.filter { !$0.isFaint }.map(\.probability).max() ?? 0
        let least = most * (subject.isPlural ? ofMost.many : ofMost.one)
        let kept = own.map { found in
            FoundBox(
                box: found.box, probability: found.probability, score: 0,
                isFaint: found.isFaint || found.probability < least)
        }
        return try scored(
            kept, of: subject, in: frame, mask: mask, columns: columns)
    }

    /// Sure ones first, then the likeliest, without those that overlap one before them.
    private static func distinct(_ found: [FoundBox]) -> [FoundBox] {
        found.sorted {
            $0.isFaint == $1.isFaint ? $0.probability > $1.probability : $1.isFaint
        }.reduce(into: []) { kept, next in
            if kept.allSatisfy({ $0.box.overlap(next.box) < same }) { kept.append(next) }
        }
    }

    private static func scored(
        _ found: [FoundBox], of subject: Subject, in frame: DistinguishedBoxes, mask: [Float],
        columns: Int
    ) throws -> [FoundBox] {
        let largest = found.filter { !$0.isFaint }.map(\.box.area).max() ?? 0
        var found = found
        for at in found.indices {
            found[at].score =
                weights.sure * SubjectEvidence.ratio(found[at].probability, 1)
                + weights.area * min(0, SubjectEvidence.ratio(found[at].box.area, largest))
                + weights.mask * mean(of: mask, columns: columns, in: found[at].box)
        }
        let told = found.indices.filter {
            !found[$0].isFaint && found[$0].box.area >= leastOfLargest * largest
        }
        guard told.count > 1 else { return found }
        let boxes = told.map { found[$0].box }
        if subject.person != nil {
            for at in told { found[at].person = try frame.person(found[at].box) }
        }
        for (distinction, points) in zip(
            subject.distinctions, frame.points(subject.distinctions, boxes))
        {
            for (at, points) in zip(told, points) {
                if distinction.isPlace {
                    found[at].placed += points
                } else {
                    found[at].score += points
                }
            }
        }
        return found
    }

    private static func mean(of mask: [Float], columns: Int, in box: RelativeBox) -> Float {
        let places = PatchShape.places(
            in: box, rows: mask.count / columns, columns: columns)
        return places.reduce(0) { $0 + min(max(mask[$1], -4), 4) } / Float(max(places.count, 1))
    }
}
