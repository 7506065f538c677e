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
        let path = root.appendingPathComponent("Tests/Reference/\(script)").path
        let said = try ended(script, [path, input.path], writingTo: folder)
        return try JSONDecoder().decode(Answers.self, from: said.output)
    }

    /// Runs the tests of a folder of the repository by Python's unittest; returns what that tells.
    ///
    /// - Throws: `Failure` where a test fails.
    package static func unittest(
        in tested: String, environment: [String: String]
    ) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("unittest-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let said = try ended(
            tested, ["-B", "-m", "unittest", "discover", "-s", "tests", "-t", "."],
            in: root.appendingPathComponent(tested), environment: environment, writingTo: folder)
        return String(decoding: said.errors, as: UTF8.self)
    }

    /// Runs Python to its end.
    ///
    /// - `name`: what a failure is told by.
    /// - `place`: the working directory.
    /// - `folder`: receives what it prints: into files, since a full pipe would stop it.
    private static func ended(
        _ name: String, _ arguments: [String], in place: URL? = nil,
        environment: [String: String] = [:], writingTo folder: URL
    ) throws -> (output: Data, errors: Data) {
        let (output, errors) = (
            folder.appendingPathComponent("output"), folder.appendingPathComponent("errors")
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = arguments
        if let place { process.currentDirectoryURL = place }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = try writer(output)
        process.standardError = try writer(errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let said = try (Data(contentsOf: output), Data(contentsOf: errors))
        guard process.terminationStatus == 0 else {
            let words = String(decoding: said.1, as: UTF8.self)
            throw Failure(
                description: "\(name): exit status \(process.terminationStatus)\n\(words)")
        }
        return said
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
