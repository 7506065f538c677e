import Decisions
import Media

/// One pass over a clip: frames in, decided frames out, in order.
protocol Pass {
    /// Seconds of the stages so far.
    var timings: SegmentationReport.Timings { get }

    /// Runs the clip.
    ///
    /// - `body`: every frame in order, with the decision of its window for every query.
    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws
}
