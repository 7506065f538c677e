import Decisions
import Media

/// A pass in which there is nothing to look for: the frames go through as they are.
struct EmptyPass: Pass {
    let timings = SegmentationReport.Timings()

    func forEach(
        _ frames: sending any FrameReader,
        _ body: (FrameResult, [ObjectTrack.Decision]) throws -> Void
    ) throws {
        while let frame = try frames.next() {
            try body(FrameResult(frame, []), [])
        }
    }
}
