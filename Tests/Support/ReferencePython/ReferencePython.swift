import Foundation

/// The Python environment that `make reference` prepares, and the scripts of Tests/Reference in it.
///
/// A suite that needs it is written as
/// `@Suite(.enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)))`.
package enum ReferencePython {
    /// How a script failed.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Says what to do where `isReady` is false.
    package static let hint =
        "compares with Python, which `make test` prepares and runs (or `make reference` first)"

    /// Whether scripts can be run. Where `REFSEG_REFERENCE_PYTHON` is set, as `make test` does, they
    /// must be.
    package static var isReady: Bool {
        named != nil || FileManager.default.isExecutableFile(atPath: interpreter)
    }

    /// Gives a script of Tests/Reference a JSON file, and reads the JSON that it prints.
    package static func run<Answers: Decodable>(
        _ script: String, on cases: some Encodable
    ) throws -> Answers {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("reference-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("cases.json")
        try JSONEncoder().encode(cases).write(to: input)

        // Files, not pipes: a full pipe would stop the script.
        let (output, errors) = (
            folder.appendingPathComponent("output"), folder.appendingPathComponent("errors")
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = [
            root.appendingPathComponent("Tests/Reference/\(script)").path, input.path,
        ]
        process.standardOutput = try writer(output)
        process.standardError = try writer(errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
            throw Failure(
                description: "\(script): exit status \(process.terminationStatus)\n\(words)")
        }
        return try JSONDecoder().decode(Answers.self, from: Data(contentsOf: output))
    }

    private static let named = ProcessInfo.processInfo.environment["REFSEG_REFERENCE_PYTHON"]

    private static let interpreter =
        named ?? root.appendingPathComponent(".build/reference-python/bin/python").path

    /// Tests/Support/ReferencePython/ReferencePython.swift lies four levels deep.
    private static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in
        path.deletingLastPathComponent()
    }

    private static func writer(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }
}
