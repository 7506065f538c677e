import Media
import Segmenter

/// `coco.json`: the clip as a data set of COCO's: every frame an image, every query a category, every mask
/// that is not empty an annotation with its score.
final class COCOFile: ClipOutput {
    let title = (kind: "coco", path: "coco.json")
    private let folder: OutputFolder
    private let annotations: TextFile
    /// The list of images, kept beside until the annotations are complete.
    private let images: TextFile
    private let fileNames: [String]
    private var count = 0
    private var frames = 0

    /// - `name`: what the user calls the clip.
    /// - `texts`: the queries'.
    init(
        _ folder: OutputFolder, of source: FrameSource, named name: String, texts: [String]
    ) throws {
        self.folder = folder
        fileNames =
            switch source {
            case .folder(let folder):
                folder.files.map { String($0.split(separator: "/").last ?? "") }
            case .video: []
            }
        annotations = try TextFile(title.path, in: folder)
        images = try TextFile("coco-images.json", in: folder)
        let categories = try texts.enumerated().map {
            "{\"id\":\($0 + 1),\"name\":\(try COCOEntry.value($1))}"
        }
        try annotations.write(
            "{\"info\":{\"description\":\(try COCOEntry.value(name))},\n\"categories\":["
                + categories.joined(separator: ",") + "],\n\"annotations\":[")
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        let named =
            fileNames.indices.contains(frame.index) ? fileNames[frame.index] : frame.name + ".png"
        let time = try frame.time.map { ",\"time\":\(try COCOEntry.value($0))" } ?? ""
        try images.write(
            (frames == 0 ? "\n" : ",\n") + "{\"id\":\(frame.index),\"file_name\":"
                + (try COCOEntry.value(named)) + ",\"width\":\(frame.image.width),"
                + "\"height\":\(frame.image.height)\(time)}")
        frames += 1
        for (query, object) in frame.objects.enumerated() {
            guard let box = object.mask.box else { continue }
            count += 1
            let annotation = try COCOEntry.json(
                image: frame.index, category: query + 1,
                size: (frame.image.height, frame.image.width),
                counts: entry.objects[query].mask.counts,
                "\"id\":\(count),\"area\":\(object.mask.area),"
                    + "\"bbox\":[\(box.x),\(box.y),\(box.width),\(box.height)],\"iscrowd\":0,"
                    + "\"score\":\(try COCOEntry.value(object.score))")
            try annotations.write((count == 1 ? "\n" : ",\n") + annotation)
        }
    }

    func finish() throws {
        try images.finish()
        try annotations.write("],\n\"images\":[")
        try folder.write(title.path) { _ in
            try folder.read(images.path) { try annotations.write($0) }
        }
        try annotations.write("]}\n")
        try annotations.finish()
        try folder.remove(images.path)
    }
}
