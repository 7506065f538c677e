import Checkpoints
import Foundation
import Testing

/// Runs `body` with the path of a file of these bytes, which is removed afterwards.
func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("checkpoint-\(UUID().uuidString).pth")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// Files that Tests/Reference/make_pth.py wrote with PyTorch.
enum Fixture {
    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name).pth").path
    }

    static func open(_ name: String) throws -> CheckpointFile {
        try CheckpointFile.open(path(name))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}
