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

/// Decides, window after window, which of the model's candidates is the object of one query, and
/// whether the query matches at all.
///
/// Within a window one candidate serves every frame, the one with the best mean score
/// (Wu et al. 2022, 3.5). From window to window the object stays the same: among the candidates whose
/// mask in the new window's first frame agrees with the object's mask in the frame before it, the
/// best mean score wins; where none agrees, the best of all.
///
/// Presence is judged by the frames that show the object best: the mean of the `clearest` ones of the
/// window, filled up with the frames before it to `history` frames, so that neither a frame in which
/// the object is hidden nor a short last window decides alone.
struct ObjectTrack: Sendable {
    /// Frames that presence is judged by, at least, once there are as many.
    static let history = 36
    /// Frames with the highest presence that judge it, at most.
    static let clearest = 4
    /// Overlap (intersection over union) from which two masks are taken for the same object.
    static let agreement = 0.5

    /// The decision for one window.
    struct Decision: Sendable, Equatable {
        let candidate: Int
        /// Mean over the clearest frames of the window (and of those before a short one), 0…1.
        let presence: Float
        let matches: Bool
    }

    private let presenceThreshold: Float
    private let maskThreshold: Float
    private var lastMask: [Bool] = []
    private var presences: [Float] = []

    /// - `presenceThreshold`: the query matches where its presence reaches this, 0…1.
    /// - `maskThreshold`: a logit above this belongs to the object.
    init(presenceThreshold: Float, maskThreshold: Float) {
        self.presenceThreshold = presenceThreshold
        self.maskThreshold = maskThreshold
    }

    /// Decides the next window.
    ///
    /// - `window`: its frames in order, at least one.
    mutating func decide(_ window: [FrameCandidates]) -> Decision {
        guard let first = window.first, let last = window.last else {
            preconditionFailure("a window of 0 frames")
        }
        let count = first.scores.count
        let means = (0..<count).map { candidate in
            window.reduce(0) { $0 + $1.scores[candidate] } / Float(window.count)
        }
        let linked =
            lastMask.isEmpty
            ? []
            : (0..<count).filter { candidate in
                overlap(mask(first.logits(of: candidate)), lastMask) >= Self.agreement
            }
        let candidate = best(of: linked.isEmpty ? Array(0..<count) : linked, by: means)
        lastMask = mask(last.logits(of: candidate))
        if !lastMask.contains(true) { lastMask = [] }

        presences = presences.suffix(max(0, Self.history - window.count)) + window.map(\.presence)
        let clearest = presences.sorted(by: >).prefix(Self.clearest)
        let presence = clearest.reduce(0, +) / Float(clearest.count)
        return Decision(
            candidate: candidate, presence: presence, matches: presence >= presenceThreshold)
    }

    private func mask(_ logits: ArraySlice<Float>) -> [Bool] { logits.map { $0 > maskThreshold } }

    /// The first of the candidates with the highest mean.
    private func best(of candidates: [Int], by means: [Float]) -> Int {
        candidates.reduce(candidates[0]) { means[$1] > means[$0] ? $1 : $0 }
    }

    /// Intersection over union; 0 where both are empty, since nothing is followed then.
    private func overlap(_ a: [Bool], _ b: [Bool]) -> Double {
        var (both, either) = (0, 0)
        for (x, y) in zip(a, b) {
            if x && y { both += 1 }
            if x || y { either += 1 }
        }
        return either == 0 ? 0 : Double(both) / Double(either)
    }
}
