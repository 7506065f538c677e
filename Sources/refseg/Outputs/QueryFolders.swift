import Media
import Segmenter

/// A folder for every query, with a picture of each frame in it.
struct QueryFolders {
    /// What a summary calls them: `masks/0`, or `masks/0…2`.
    let path: String
    private let name: String
    private let folder: OutputFolder

    init(_ name: String, queries: Int, in folder: OutputFolder) throws {
        (self.name, self.folder) = (name, folder)
        path = Self.path(name, queries: queries)
        for query in 0..<queries { try folder.createFolder("\(name)/\(query)") }
    }

    /// - `suffix`: of files that stand in place of folders.
    static func path(_ name: String, queries: Int, suffix: String = "") -> String {
        "\(name)/" + (queries == 1 ? "0" : "0…\(queries - 1)") + suffix
    }

    /// Writes a query's picture of a frame.
    func write(_ frame: FrameResult, query: Int, _ body: (String) throws -> Void) throws {
        try folder.write("\(name)/\(query)/\(frame.name).png", body)
    }
}
