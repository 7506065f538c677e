/// Decides, window after window, which of the model's candidates is the object of one query (see
/// `CandidateLink`), and whether the query matches at all (see `PresenceTrack`).
package struct ObjectTrack: Sendable {
    /// The decision for one window.
    package struct Decision: Sendable, Equatable {
        package let candidate: Int
        /// Mean over the clearest frames of the window (and of those before a short one), 0…1.
        package let presence: Float
        package let matches: Bool

        /// - `presence`: 0…1.
        package init(candidate: Int, presence: Float, matches: Bool) {
            (self.candidate, self.presence, self.matches) = (candidate, presence, matches)
        }
    }

    private var link: CandidateLink
    private var presence: PresenceTrack

    /// - `presenceThreshold`: the query matches where its presence reaches this, 0…1.
    /// - `maskThreshold`: a logit above this belongs to the object.
    package init(presenceThreshold: Float, maskThreshold: Float) {
        presence = PresenceTrack(threshold: presenceThreshold)
        link = CandidateLink(maskThreshold: maskThreshold)
    }

    /// Decides the next window.
    ///
    /// - `window`: its frames in order, at least one.
    package mutating func decide(_ window: [FrameCandidates]) -> Decision {
        guard let first = window.first, let last = window.last else {
            preconditionFailure("a window of 0 frames")
        }
        let means = first.scores.indices.map { candidate in
            window.reduce(0) { $0 + $1.scores[candidate] } / Float(window.count)
        }
        let candidate = link.choose(means) { first.logits(of: $0) }
        link.leave(last.logits(of: candidate))
        let (presence, matches) = presence.decide(window.map(\.presence))
        return Decision(candidate: candidate, presence: presence, matches: matches)
    }
}
