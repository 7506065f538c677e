import Media
import Segmenter

/// `labels/<frame>.png`: the objects' numbers as palette indices, as the DAVIS data sets have them; where
/// objects overlap, the later query's, as in the overlay.
final class LabelPictures: ClipOutput {
    /// How many objects an index can tell apart.
    static let most = 255

    let title = (kind: "labels", path: "labels")
    private let folder: OutputFolder

    init(_ folder: OutputFolder) throws {
        self.folder = folder
        try folder.createFolder("labels")
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        let labels = LabelMap(frame.objects.map(\.mask))
        try folder.write("labels/\(frame.name).png") { try labels.writePNG(to: $0) }
    }
}
