/// What the network says about one query in one frame.
struct FrameCandidates: Sendable {
    /// Confidence of each candidate, 0…1.
    let scores: [Float]
    /// `[candidates, height, width]` mask logits.
    let logits: [Float]
    /// Confidence that the frame shows what the query names, 0…1.
    let presence: Float

    /// The mask logits of one candidate, `[height, width]`.
    func logits(of candidate: Int) -> ArraySlice<Float> {
        let size = logits.count / scores.count
        return logits[(candidate * size)..<((candidate + 1) * size)]
    }
}

/// Decides, window after window, which of the model's candidates is the object of one query (see
/// `CandidateLink`), and whether the query matches at all.
///
/// Presence is judged by the frames that show the object best: the mean of the `clearest` ones of the
/// window, filled up with the frames before it to `history` frames, so that neither a frame in which
/// the object is hidden nor a short last window decides alone.
struct ObjectTrack: Sendable {
    /// Frames that presence is judged by, at least, once there are as many.
    static let history = 36
    /// Frames with the highest presence that judge it, at most.
    static let clearest = 6

    /// The decision for one window.
    struct Decision: Sendable, Equatable {
        let candidate: Int
        /// Mean over the clearest frames of the window (and of those before a short one), 0…1.
        let presence: Float
        let matches: Bool
    }

    private let presenceThreshold: Float
    private var link: CandidateLink
    private var presences: [Float] = []

    /// - `presenceThreshold`: the query matches where its presence reaches this, 0…1.
    /// - `maskThreshold`: a logit above this belongs to the object.
    init(presenceThreshold: Float, maskThreshold: Float) {
        self.presenceThreshold = presenceThreshold
        link = CandidateLink(maskThreshold: maskThreshold)
    }

    /// Decides the next window.
    ///
    /// - `window`: its frames in order, at least one.
    mutating func decide(_ window: [FrameCandidates]) -> Decision {
        guard let first = window.first, let last = window.last else {
            preconditionFailure("a window of 0 frames")
        }
        let means = first.scores.indices.map { candidate in
            window.reduce(0) { $0 + $1.scores[candidate] } / Float(window.count)
        }
        let candidate = link.choose(means) { first.logits(of: $0) }
        link.leave(last.logits(of: candidate))

        presences = presences.suffix(max(0, Self.history - window.count)) + window.map(\.presence)
        let clearest = presences.sorted(by: >).prefix(Self.clearest)
        let presence = clearest.reduce(0, +) / Float(clearest.count)
        return Decision(
            candidate: candidate, presence: presence, matches: presence >= presenceThreshold)
    }
}
