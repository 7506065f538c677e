import Segmenter

/// Something that is written of a clip, frame by frame, into an output folder.
protocol ClipOutput: AnyObject {
    /// What a summary calls it, and where in the output it lies.
    var title: (kind: String, path: String) { get }

    /// Adds a frame.
    ///
    /// - `entry`: what `result.json` says of it.
    /// - Throws: `OutputError`, `MediaError`.
    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws

    /// Completes what needs an end.
    ///
    /// - Throws: as `append`.
    func finish() throws
}

extension ClipOutput {
    func finish() throws {}
}
