import ReferFormer
import Tensors

/// One query's object in a window of a clip, of which a published model has judged all frames
/// together.
package struct WindowObject {
    /// Which of the model's candidates.
    package let candidate: Int
    /// Mean score of that candidate, 0…1.
    package let mean: Float
    /// Its score in each frame, 0…1.
    package let scores: [Float]
    /// Its mask logits in each frame, `[height, width]` at stride 4.
    package let logits: [ArraySlice<Float>]

    /// Chooses among a model's candidates.
    ///
    /// - `seen`: of one query; `trunk`: of the window's frames.
    /// - `link`: what the query followed so far; it follows this window from here on.
    package init(
        _ seen: Decoded, _ trunk: Trunk, by model: ReferFormer,
        following link: inout CandidateLink, on compute: Compute
    ) {
        self.init(scores: seen.scores, following: &link) { candidate, frames in
            model.masks(seen, trunk, query: candidate, frames: frames, on: compute)
        }
    }

    /// Chooses among the candidates of any model.
    ///
    /// - `scores`: `[frames, candidates]`, logits.
    /// - `link`: what the query followed so far; it follows this window from here on.
    /// - `draw`: the masks of one candidate or all, in some frames or all: `[frames, candidates, height,
    ///   width]`, logits.
    package init(
        scores: Tensor, following link: inout CandidateLink,
        draw: (_ candidate: Int?, _ frames: Range<Int>?) -> Tensor
    ) {
        let frames = scores.shape[0]
        let means = meanScores(scores)
        var opening: [Float]?
        let candidate = link.choose(means) { candidate in
            let masks = opening ?? draw(nil, 0..<1).values
            opening = masks
            let cells = masks.count / means.count
            return masks[(candidate * cells)..<((candidate + 1) * cells)]
        }
        let masks = draw(candidate, nil).values
        let cells = masks.count / frames
        logits = (0..<frames).map { masks[($0 * cells)..<(($0 + 1) * cells)] }
        if let last = logits.last { link.leave(last) }
        let values = scores.values
        self.scores = (0..<frames).map { sigmoid(values[$0 * means.count + candidate]) }
        (self.candidate, mean) = (candidate, means[candidate])
    }
}
