/// Keeps the object of one query the same from window to window.
///
/// Within a window one candidate serves every frame, the one with the best mean score
/// (Wu et al. 2022, 3.5). From window to window, among the candidates whose mask in the new window's
/// first frame agrees with the object's mask in the frame before it, the best mean score wins;
/// where none agrees, the best of all.
package struct CandidateLink: Sendable {
    /// Overlap (intersection over union) from which two masks are taken for the same object.
    static let agreement = 0.5

    private let maskThreshold: Float
    private var lastMask: [Bool] = []

    /// - `maskThreshold`: a logit above this belongs to the object.
    package init(maskThreshold: Float) { self.maskThreshold = maskThreshold }

    /// The candidate for the next window.
    ///
    /// - `means`: of each candidate's scores over the window.
    /// - `opening`: a candidate's mask logits in the window's first frame.
    package func choose(_ means: [Float], opening: (Int) -> ArraySlice<Float>) -> Int {
        let linked =
            lastMask.isEmpty
            ? [] : means.indices.filter { overlap(mask(opening($0)), lastMask) >= Self.agreement }
        return bestCandidate(means, among: linked.isEmpty ? nil : linked)
    }

    /// Remembers the object where a window ends.
    ///
    /// - `logits`: of the chosen candidate in the window's last frame.
    package mutating func leave(_ logits: ArraySlice<Float>) {
        lastMask = mask(logits)
        if !lastMask.contains(true) { lastMask = [] }
    }

    private func mask(_ logits: ArraySlice<Float>) -> [Bool] { logits.map { $0 > maskThreshold } }

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
