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
        let cells = trunk.maskSize.height * trunk.maskSize.width
        let means = meanScores(seen.scores)
        var opening: [Float]?
        let candidate = link.choose(means) { candidate in
            let masks =
                opening ?? model.masks(seen, trunk, frames: 0..<1, on: compute).values
            opening = masks
            return masks[(candidate * cells)..<((candidate + 1) * cells)]
        }
        let masks = model.masks(seen, trunk, query: candidate, on: compute).values
        logits = (0..<trunk.frames).map { masks[($0 * cells)..<(($0 + 1) * cells)] }
        if let last = logits.last { link.leave(last) }
        let values = seen.scores.values
        scores = (0..<trunk.frames).map { sigmoid(values[$0 * means.count + candidate]) }
        (self.candidate, mean) = (candidate, means[candidate])
    }
}
