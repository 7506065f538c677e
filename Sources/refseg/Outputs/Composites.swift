import Media
import Segmenter

/// `composite/<frame>.jpg` or `composite.mp4`: the objects of all queries in front of another background.
final class Composites: ClipOutput {
    let title: (kind: String, path: String)
    private let background: Background
    private let series: PictureSeries

    init(
        _ folder: OutputFolder, of source: FrameSource, on background: Background, quiet: Bool
    ) throws {
        self.background = background
        series = try PictureSeries("composite", in: folder, of: source, quiet: quiet)
        title = ("composed", series.path)
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        let picture = background.put(behind: frame.objects.map(\.mask), of: frame.image)
        try series.append(picture, of: frame)
    }

    func finish() throws { try series.finish() }
}
