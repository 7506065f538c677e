import Foundation

/// Results that an earlier run left in a folder, known by the start of its `result.json`.
package struct EarlierResults {
    /// The file by which a folder of results is known.
    package static let name = "result.json"
    /// What every such file starts with.
    package static let signature = "{\"format\":\"\(SegmentationReport.formatName)\""
    /// Bytes within which the input is told.
    private static let reach = 1 << 16

    /// What was read, as it was given; nil where the file does not say so early enough.
    package let input: String?

    /// - Returns: nil for a folder without results of this program.
    package init?(folder: String) {
        guard let file = FileHandle(forReadingAtPath: "\(folder)/\(Self.name)") else { return nil }
        defer { try? file.close() }
        let start = String(
            decoding: (try? file.read(upToCount: Self.reach)) ?? Data(), as: UTF8.self)
        guard start.hasPrefix(Self.signature) else { return nil }
        let key = "\"input\":"
        struct Input: Decodable { let path: String }
        let line = start.split(separator: "\n").first { $0.hasPrefix(key) && $0.hasSuffix(",") }
        input =
            line.flatMap {
                try? JSONDecoder().decode(
                    Input.self, from: Data($0.dropFirst(key.count).dropLast().utf8))
            }?.path
    }
}
