import Media
import Segmenter

/// `cutout/<query>/<frame>.png`: the object alone, on nothing, as large as its box; none where it is not.
final class Cutouts: ClipOutput {
    let title: (kind: String, path: String)
    private let folders: QueryFolders

    init(_ folder: OutputFolder, queries: Int) throws {
        folders = try QueryFolders("cutout", queries: queries, in: folder)
        title = ("cutouts", folders.path)
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        for (query, object) in frame.objects.enumerated() {
            guard let picture = RGBAImage(cutting: object.mask, from: frame.image) else { continue }
            try folders.write(frame, query: query) { try picture.writePNG(to: $0) }
        }
    }
}
