import Media
import Segmenter

/// `boxes.csv` (RFC 4180): a line for every frame and query with what was found; the box is left empty where
/// the mask is.
final class BoxTable: ClipOutput {
    let title = (kind: "boxes", path: "boxes.csv")
    private let file: TextFile
    private let texts: [String]

    /// - `texts`: the queries'.
    init(_ folder: OutputFolder, texts: [String]) throws {
        self.texts = texts
        file = try TextFile(title.path, in: folder)
        try file.write("frame,name,time,query,text,presence,score,x,y,width,height,area\r\n")
    }

    func append(_ frame: FrameResult, _ entry: SegmentationReport.Frame) throws {
        for object in entry.objects {
            let box = object.box.map { [$0.x, $0.y, $0.width, $0.height] }
            let area = frame.objects[object.query].mask.area
            var fields: [String] = [String(frame.index), frame.name]
            fields.append(frame.time.map { "\($0)" } ?? "")
            fields += [String(object.query), texts[object.query]]
            fields += ["\(object.presence)", "\(object.score)"]
            fields += box?.map { String($0) } ?? ["", "", "", ""]
            fields.append(String(area))
            try file.write(fields.map(Self.field).joined(separator: ",") + "\r\n")
        }
    }

    func finish() throws { try file.finish() }

    private static func field(_ text: String) -> String {
        text.utf8.contains { Array(",\"\r\n".utf8).contains($0) }
            ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
