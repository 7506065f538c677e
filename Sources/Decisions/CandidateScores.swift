import Tensors

/// Mean over the frames of each candidate's probability.
///
/// - `scores`: `[frames, candidates]`, logits.
package func meanScores(_ scores: Tensor) -> [Float] {
    let (frames, candidates) = (scores.shape[0], scores.shape[1])
    let values = scores.values
    return (0..<candidates).map { candidate in
        let sum = (0..<frames).reduce(Float(0)) {
            $0 + sigmoid(values[$1 * candidates + candidate])
        }
        return sum / Float(frames)
    }
}

/// The candidate with the highest score, the first one among equals.
///
/// - `scores`: at least one.
/// - `candidates`: those that are in question, at least one; nil for all.
package func bestCandidate(
    _ scores: [some Comparable], among candidates: [Int]? = nil
) -> Int {
    let candidates = candidates ?? Array(scores.indices)
    return candidates.dropFirst().reduce(candidates[0]) { scores[$1] > scores[$0] ? $1 : $0 }
}
