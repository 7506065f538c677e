/// What was found in a clip as a whole.
public struct Segmentation: Sendable {
    /// Number of frames read.
    public let frames: Int
    /// One entry a query, in the order of the queries.
    public let queries: [SegmentationReport.Query]
    /// How long it took.
    public let timings: SegmentationReport.Timings
}
