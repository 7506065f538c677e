import Checkpoints
import Foundation
import Testing
import Weights

/// Runs `body` with the path of a file of these bytes, which is removed afterwards.
@discardableResult
func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "checkpoint-\(UUID().uuidString).pth"
    // Unlike Data, a stream does not wait for the disk.
    let stream = try #require(OutputStream(toFileAtPath: path, append: false))
    stream.open()
    defer { try? FileManager.default.removeItem(atPath: path) }
    if !bytes.isEmpty {
        try #require(stream.write(bytes, maxLength: bytes.count) == bytes.count)
    }
    stream.close()
    return try body(path)
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

/// Opens a file and reads all of its tensors.
func readEverything(_ path: String) throws {
    let file = try CheckpointFile.open(path)
    for layout in file.layouts {
        _ = try file.tensor(layout.name)?.values
        _ = try file.integers(layout.name)
    }
}

/// Runs something that may fail, but only with an error that was thought of.
func withKnownError(_ body: () throws -> Void) {
    do {
        try body()
    } catch {
        #expect(error is WeightsError || error is CheckpointError, "\(error)")
    }
}

/// Expects an error's message to be a pattern, in which `*` stands for anything.
func expect(
    _ error: (any Error)?, says pattern: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    let text = error.map { "\($0)" } ?? "no error"
    let parts = pattern.components(separatedBy: "*")
    var rest = text[...]
    var fits = text.hasPrefix(parts.first ?? "") && text.hasSuffix(parts.last ?? "")
    for part in parts where !part.isEmpty {
        guard let range = rest.range(of: part) else {
            fits = false
            break
        }
        rest = rest[range.upperBound...]
    }
    #expect(fits, "\(text)", sourceLocation: sourceLocation)
}
