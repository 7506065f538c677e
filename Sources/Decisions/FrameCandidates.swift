import ReferFormer

/// What the network says about one query in one frame.
package struct FrameCandidates: Sendable {
    /// Confidence of each candidate, 0…1.
    package let scores: [Float]
    /// `[candidates, height, width]` mask logits.
    package let logits: [Float]
    /// Confidence that the frame shows what the query names, 0…1.
    package let presence: Float
    /// What of the query's subject was recognised; nil for a model that knows no photographs.
    package let evidence: SubjectEvidence?

    /// - `scores`, `presence`: 0…1; `logits`: `[candidates, height, width]`.
    package init(
        scores: [Float], logits: [Float], presence: Float, evidence: SubjectEvidence? = nil
    ) {
        (self.scores, self.logits, self.presence) = (scores, logits, presence)
        self.evidence = evidence
    }

    /// The mask logits of one candidate, `[height, width]`.
    package func logits(of candidate: Int) -> ArraySlice<Float> {
        let size = logits.count / scores.count
        return logits[(candidate * size)..<((candidate + 1) * size)]
    }
}
