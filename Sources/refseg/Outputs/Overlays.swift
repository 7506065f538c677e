import Media
import Segmenter

/// `overlay/<frame>.jpg` or `overlay.mp4`: the frame with its masks drawn, and of several queries which
/// colour is whose.
final class Overlays: ClipOutput {
    let title: (kind: String, path: String)
    private let overlay = Overlay()
    private let texts: [String]
    private let series: PictureSeries

    /// - `texts`: the queries'.
    init(_ folder: OutputFolder, of source: FrameSource, texts: [String], quiet: Bool) throws {
        series = try PictureSeries("overlay", in: folder, of: source, quiet: quiet)
        title = ("overlays", series.path)
        self.texts = texts
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        let masks = frame.objects.map(\.mask)
        try series.append(overlay.draw(masks, of: texts, on: frame.image), of: frame)
    }

    func finish() throws { try series.finish() }
}
