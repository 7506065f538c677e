import Evaluation
import Media
import Segmenter

/// `youtube-vos/`: the masks as Ref-YouTube-VOS wants them, and the sentences with the frames' names as it has
/// them: `Annotations/<clip>/<query>/<frame>.png` and `meta_expressions.json`.
final class ExpressionTree: ClipOutput {
    let title = (kind: "tree", path: "youtube-vos")
    private let folder: OutputFolder
    private let layout = SubmissionLayout(.refYouTubeVOS)
    private let clip: String
    private let list: TextFile
    private var frames = 0

    /// - `clip`: what it is called in the tree.
    /// - `texts`: the queries'.
    init(_ folder: OutputFolder, clip: String, texts: [String]) throws {
        (self.folder, self.clip) = (folder, clip)
        for query in texts.indices {
            let mask = layout.name(video: clip, expression: String(query), frame: "")
            try folder.createFolder(
                "\(title.path)/" + mask.split(separator: "/").dropLast().joined(separator: "/"))
        }
        list = try TextFile("\(title.path)/meta_expressions.json", in: folder)
        let expressions = try texts.enumerated().map {
            "\"\($0)\":{\"exp\":\(try COCOEntry.value($1))}"
        }
        try list.write(
            "{\"videos\":{\(try COCOEntry.value(clip)):{\"expressions\":{"
                + expressions.joined(separator: ",") + "},\"frames\":[")
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        try list.write((frames == 0 ? "" : ",") + (try COCOEntry.value(frame.name)))
        frames += 1
        for (query, object) in frame.objects.enumerated() {
            let name = layout.name(video: clip, expression: String(query), frame: frame.name)
            try folder.write("\(title.path)/\(name)") { try object.mask.writePNG(to: $0) }
        }
    }

    func finish() throws {
        try list.write("]}}}\n")
        try list.finish()
    }
}
