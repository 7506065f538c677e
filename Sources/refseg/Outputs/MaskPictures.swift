import Media
import Segmenter

/// `masks/<query>/<frame>.png`: 0 and 255.
final class MaskPictures: ClipOutput {
    let title: (kind: String, path: String)
    private let folder: OutputFolder

    init(_ folder: OutputFolder, queries: Int) throws {
        self.folder = folder
        title = ("masks", queries == 1 ? "masks/0" : "masks/0…\(queries - 1)")
        for query in 0..<queries { try folder.createFolder("masks/\(query)") }
    }

    func append(_ frame: FrameResult) throws {
        for (query, object) in frame.objects.enumerated() {
            try folder.write("masks/\(query)/\(frame.name).png") {
                try object.mask.writePNG(to: $0)
            }
        }
    }
}
