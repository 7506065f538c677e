import Foundation
import Media
import Parsing

/// `result.json`, written as the frames arrive, so that a long video needs no more memory than a
/// short one. Its schema is `SegmentationReport`.
package final class ResultFile {
    private let file: UnsafeMutablePointer<FILE>
    private let path: String
    private let stream: ((String) throws -> Void)?
    /// All of it but the frames, for the end of the stream.
    private var fields: [String] = []
    private var frames = 0
    private var open = true
    private let encoder = JSONEncoder.oneLine

    /// Starts the file.
    ///
    /// - `program`: name and version of who writes it.
    /// - `stream`: receives every frame too, and at the end all that is not a frame; a line each.
    /// - Throws: `MediaError.unwritable`, as all of its methods; what `stream` throws.
    package init(
        _ path: String, by program: String, input: SegmentationReport.Input,
        settings: SegmentationReport.Settings, stream: ((String) throws -> Void)? = nil
    ) throws {
        guard let file = fopen(path, "w") else {
            throw MediaError.unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        self.file = file
        self.path = path
        self.stream = stream
        let version = "\"version\":\(SegmentationReport.version)"
        fields = [EarlierResults.signature, version]
        try write("\(EarlierResults.signature),\n\(version)")
        try field("program", program)
        try field("input", input)
        try field("settings", settings)
        try write(",\n\"frames\":[")
    }

    deinit { if open { fclose(file) } }

    /// Adds the next frame.
    package func append(_ frame: SegmentationReport.Frame) throws {
        let entry = try encoded(frame)
        try write(frames == 0 ? "\n" : ",\n")
        try write(entry)
        try stream?(entry)
        frames += 1
    }

    /// Adds what is known only at the end, and closes the file.
    package func finish(
        queries: [SegmentationReport.Query], model: ModelIdentity,
        timings: SegmentationReport.Timings, shortfall: String?
    ) throws {
        try write("\n]")
        if let shortfall { try field("shortfall", shortfall) }
        try field("queries", queries)
        try field("model", model)
        try field("timings", timings)
        try write("\n}\n")
        open = false
        guard fclose(file) == 0 else { throw unwritable() }
        try stream?(fields.joined(separator: ",") + "}")
    }

    private func field(_ name: String, _ value: some Encodable) throws {
        let field = "\"\(name)\":" + (try encoded(value))
        fields.append(field)
        try write(",\n" + field)
    }

    private func encoded(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func write(_ text: String) throws {
        var text = text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        guard written else { throw unwritable() }
    }

    private func unwritable() -> MediaError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
