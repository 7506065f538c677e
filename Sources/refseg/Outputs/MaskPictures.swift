import Media
import Segmenter

/// `masks/<query>/<frame>.png`: 0 and 255.
final class MaskPictures: ClipOutput {
    let title: (kind: String, path: String)
    private let folders: QueryFolders

    init(_ folder: OutputFolder, queries: Int) throws {
        folders = try QueryFolders("masks", queries: queries, in: folder)
        title = ("masks", folders.path)
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        for (query, object) in frame.objects.enumerated() {
            try folders.write(frame, query: query) { try object.mask.writePNG(to: $0) }
        }
    }
}
