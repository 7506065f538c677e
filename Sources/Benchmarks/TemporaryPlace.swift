import Foundation

/// A folder of its own, gone with it.
final class TemporaryPlace: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "refseg-bench-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Path of an entry.
    func file(_ name: String) -> String { path + "/" + name }
}
