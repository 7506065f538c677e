import Foundation
import ReferencePython

/// Datasets that Tests/Reference/make_datasets.py makes in the published layouts.
struct Miniature<Contents: Decodable> {
    /// Where the dataset lies.
    let root: String
    /// What the script says is in it.
    let contents: Contents

    /// Copies a dataset, runs `body`, and removes the copy.
    static func with(
        _ dataset: String, _ contents: Contents.Type, _ body: (Miniature) throws -> Void
    ) throws {
        let original = try MadeOnce.shared.folder(dataset)
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("datasets-tests-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: original, to: folder)
        let made = try JSONDecoder().decode(
            Contents.self, from: Data(contentsOf: folder.appendingPathComponent("contents.json")))
        try body(Miniature(root: folder.appendingPathComponent("root").path, contents: made))
    }

    func path(_ relative: String) -> String {
        (root as NSString).appendingPathComponent(relative)
    }

    /// Writes a file of the dataset anew.
    func write(_ bytes: some Sequence<UInt8>, to relative: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(relative)))
    }

    func read(_ relative: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    func text(_ relative: String) throws -> String {
        String(decoding: try read(relative), as: UTF8.self)
    }

    func remove(_ relative: String) throws {
        try FileManager.default.removeItem(atPath: path(relative))
    }

    func link(_ relative: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(relative), withDestinationPath: target)
    }
}

/// Datasets as the script made them, each once a run; gone when the tests end.
private final class MadeOnce: @unchecked Sendable {
    static let shared = MadeOnce()

    private let lock = NSLock()
    private var made: Set<String> = []
    private static let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("datasets-made-\(ProcessInfo.processInfo.processIdentifier)")

    /// The folder with `root` and what the script says of it, `contents.json`.
    func folder(_ dataset: String) throws -> URL {
        lock.lock()
        defer { lock.unlock() }
        if made.isEmpty { atexit { try? FileManager.default.removeItem(at: MadeOnce.folder) } }
        let folder = Self.folder.appendingPathComponent(dataset)
        if made.insert(dataset).inserted {
            let done: String = try ReferencePython.run(
                "make_datasets.py", on: ["dataset": dataset, "folder": folder.path])
            precondition(done == dataset, "the script made \(done) instead of \(dataset)")
        }
        return folder
    }
}
