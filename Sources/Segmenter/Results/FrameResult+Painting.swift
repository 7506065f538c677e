import Decisions
import Media

extension FrameResult {
    /// What a published model found in a frame, of which a query's score is its presence too.
    ///
    /// - `logits`, `scores`: one a query.
    /// - `limit`: a mask logit above this belongs to the object.
    /// - `contests`: where queries of one share the pixels, one for every query; nil where each mask is its
    ///   query's alone.
    init(
        _ frame: Frame, painting logits: [[Float]], scores: [Float], by painter: MaskPainter,
        above limit: Float, contests: [Int]?
    ) {
        let masks =
            contests.map { painter.contest(logits, $0) }
            ?? logits.map { painter.paint($0, above: limit) }
        self.init(
            frame,
            zip(masks, scores).map {
                ObjectResult(mask: $0, score: Double($1), presence: Double($1))
            })
    }
}
