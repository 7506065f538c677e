import ReferFormer
import Tensors

extension WindowObject {
    /// Chooses among the candidates of SOC.
    ///
    /// - `seen`: of one query; `trunk`: of the window's frames.
    /// - `link`: what the query followed so far; it follows this window from here on.
    package init(
        _ seen: SOC.Decoded, _ trunk: Trunk, by model: SOC, following link: inout CandidateLink,
        on compute: Compute
    ) {
        self.init(scores: seen.scores, following: &link) { candidate, frames in
            model.masks(seen, trunk, query: candidate, frames: frames, on: compute)
        }
    }
}
