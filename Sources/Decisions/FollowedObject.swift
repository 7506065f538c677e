import ReferFormer
import Tensors

/// One query's object in one frame, which a model follows from frame to frame.
package struct FollowedObject: Sendable {
    /// Which of the model's candidates: of several in the first frame, of one afterwards.
    package let candidate: Int
    /// Of each candidate, 0…1.
    package let scores: [Float]
    /// Its mask logits, `[height, width]` at stride 4.
    package let logits: [Float]

    /// The candidate's score, 0…1.
    package var score: Float { scores[candidate] }

    /// Chooses among a model's candidates: the best of all in the first frame; there is no other choice
    /// afterwards.
    ///
    /// - `trunk`: of the frame.
    /// - `track`: what was carried into the frame; afterwards, what is carried on.
    package init(
        _ trunk: Trunk, _ text: EncodedText, by model: OnlineRefer,
        following track: inout OnlineRefer.Track, on compute: Compute,
        recording stages: StageRecorder? = nil
    ) {
        let seen = model.look(trunk, text, following: track, on: compute, recording: stages)
        scores = meanScores(seen.scores)
        candidate = bestCandidate(scores)
        logits = model.network.masks(seen, trunk, query: candidate, on: compute).values
        track = model.track(
            of: candidate, seen, after: track, on: compute, recording: stages)
    }
}
