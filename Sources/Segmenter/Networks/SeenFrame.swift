import Decisions
import ReferFormer
import Tensors

/// What is recognised in one frame that was looked at.
struct Sight: Sendable {
    let recognized: Recognized
    /// Of every query: the boxes of its subject's kind.
    let found: [[FoundBox]]?

    /// Of the frame before this one.
    ///
    /// - `flow`: as of `Tensor.carried(by:)`; `colours`: the frame's own.
    func carried(by flow: Tensor, colours: Tensor) -> Sight {
        Sight(recognized: recognized.carried(by: flow, colours: colours), found: nil)
    }
}

/// What the model says about every query in one frame.
struct SeenFrame: Sendable {
    let candidates: [FrameCandidates]
    let evidence: FrameEvidence
    /// Nil for a model that knows no photographs.
    let sight: Sight?
}
