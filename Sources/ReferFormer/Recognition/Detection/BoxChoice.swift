/// Chooses for one query, window by window, which of the boxes that were found is meant in every frame.
///
/// Over the looks at a window's frames that way is taken which fits the sentence best and jumps least
/// (Viterbi, 1967): every box on it counts by its score, every step by how likely it leads to the same thing.
/// What a sentence says of places ("on the left") counts most where the clip begins.
package struct BoxChoice: Sendable {
    private let isPlural: Bool
    private let isGround: Bool
    private let person: PersonKind?
    /// What was meant where the window before ended.
    private var last: RelativeBox?
    /// Looks at the windows before.
    private var looked = 0

    /// Weight of a step's kinship.
    private static let steady: Float = 2
    /// Score of not seeing the thing.
    private static let hidden: Float = -4
    /// Of many things that are meant together, so many; in a single image, for which there is time, more.
    private static let most = (film: 6, image: 16)
    /// Share of a window's looks, and confidence, from which a thing is hidden where it is not found.
    private static let known: (share: Float, confidence: Float) = (0.3, 0.35)

    package init(for subject: Subject) {
        isPlural = subject.isPlural
        person = subject.person
        isGround =
            !subject.detected.isEmpty
            && subject.detected.allSatisfy { RecognitionConfig.grounds.contains($0.index) }
    }

    /// Of each frame of a window; nil where nothing of the kind is known of.
    ///
    /// - `found`: of each frame, nil where it was not looked at.
    package mutating func decide(_ found: [[FoundBox]?]) -> [MeantBoxes?] {
        let looks = found.indices.filter { found[$0] != nil }
        let boxes = judged(looks.compactMap { found[$0] })
        let most = found.count > 1 ? Self.most.film : Self.most.image
        let chosen =
            isPlural
            ? boxes.map { Array($0.filter { !$0.isFaint }.prefix(most)) }
            : way(through: boxes).map { $0.map { [$0] } ?? [] }
        looked += looks.count
        last = chosen.last?.first?.box
        let seen = chosen.filter { !$0.isEmpty }
        guard !seen.isEmpty else { return found.map { _ in nil } }
        let confidence =
            seen.reduce(0) { $0 + ($1.map(\.probability).max() ?? 0) } / Float(seen.count)
        let isKnown =
            Float(seen.count) >= Self.known.share * Float(looks.count)
            && confidence >= Self.known.confidence
        let meant = chosen.map {
            MeantBoxes(boxes: $0.map(\.box), confidence: confidence, isGround: isGround)
        }
        return found.indices.map { frame in
            let after = looks.firstIndex { $0 >= frame } ?? looks.count - 1
            let before = looks[after] > frame ? max(after - 1, 0) : after
            let span = Float(looks[after] - looks[before])
            let share = span > 0 ? Float(frame - looks[before]) / span : 0
            let here = meant[before].between(meant[after], share: share)
            return here.boxes.isEmpty && !isKnown ? nil : here
        }
    }

    /// The boxes of a window's looks, those of people with what speaks against each of them in their scores.
    package func judged(_ looks: [[FoundBox]]) -> [[FoundBox]] {
        person.map { FoundPeople.judged(looks, as: $0) } ?? looks
    }

    /// Of each look the box on the best way, nil where it is hidden.
    private func way(through looks: [[FoundBox]]) -> [FoundBox?] {
        var scores: [Float] = [0]
        var from: [FoundBox?] = [nil]
        var steps: [[Int]] = []
        for (index, look) in looks.enumerated() {
            let trust = 1 / Float(1 + looked + index)
            let to: [FoundBox?] = look + [nil]
            let reached = to.map { box -> (score: Float, step: Int) in
                let ways = from.indices.map {
                    scores[$0] + step(from[$0], box, isFirst: steps.isEmpty)
                }
                let best = ways.indices.max { ways[$0] < ways[$1] } ?? 0
                return (
                    ways[best] + (box.map { $0.score + trust * $0.placed } ?? Self.hidden), best
                )
            }
            steps.append(reached.map(\.step))
            (scores, from) = (reached.map(\.score), to)
        }
        var at = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        var way: [FoundBox?] = []
        for (look, steps) in zip(looks, steps).reversed() {
            way.append(at < look.count ? look[at] : nil)
            at = steps[at]
        }
        return way.reversed()
    }

    private func step(_ from: FoundBox?, _ to: FoundBox?, isFirst: Bool) -> Float {
        guard let to else { return 0 }
        let box = isFirst ? last : from?.box
        let kinship = box.map { $0.kinship(to.box) } ?? 0
        return to.isFaint && kinship == 0 ? -100 : Self.steady * kinship
    }
}
