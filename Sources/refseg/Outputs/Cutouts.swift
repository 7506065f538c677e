import Media
import Segmenter

/// `cutout/<query>/<frame>.png`: the object alone, on nothing, as large as its box; none where it is not.
final class Cutouts: ClipOutput {
    let title: (kind: String, path: String)
    private let folder: OutputFolder

    init(_ folder: OutputFolder, queries: Int) throws {
        self.folder = folder
        title = ("cutouts", queries == 1 ? "cutout/0" : "cutout/0…\(queries - 1)")
        for query in 0..<queries { try folder.createFolder("cutout/\(query)") }
    }

    func append(_ frame: FrameResult) throws {
        for (query, object) in frame.objects.enumerated() {
            guard let picture = RGBAImage(cutting: object.mask, from: frame.image) else { continue }
            try folder.write("cutout/\(query)/\(frame.name).png") {
                try picture.writePNG(to: $0)
            }
        }
    }
}
