import MTTR
import Tensors

extension WindowObject {
    /// Chooses among the candidates of MTTR.
    ///
    /// - `seen`: of one query in the window's frames.
    /// - `link`: what the query followed so far; it follows this window from here on.
    package init(
        _ seen: MTTR.Decoded, by model: MTTR, following link: inout CandidateLink,
        on compute: Compute
    ) {
        self.init(scores: seen.scores, following: &link) { candidate, frames in
            model.masks(seen, query: candidate, frames: frames, on: compute)
        }
    }
}
