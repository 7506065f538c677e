import Foundation
import Testing

/// The built program, run from outside.
struct Program {
    /// How a run ended and what it printed.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// A run that is still going on.
    final class Running {
        let process = Process()
        private let folder: TemporaryFolder

        fileprivate init(
            _ arguments: [String], in place: String, reading input: String?,
            environment: [String: String]
        ) throws {
            folder = try TemporaryFolder()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: place)
            process.environment = ProcessInfo.processInfo.environment
                .merging(environment) { $1 }
            // Files, not pipes: a full pipe would stop the program.
            process.standardOutput = try folder.writer("output")
            process.standardError = try folder.writer("errors")
            process.standardInput =
                try input.map { try #require(FileHandle(forReadingAtPath: "\(place)/\($0)")) }
                ?? FileHandle.nullDevice
            try process.run()
        }

        /// What it has printed so far.
        func printed() throws -> String { try folder.text("output") }

        /// Waits for the end.
        func finish() throws -> Outcome {
            process.waitUntilExit()
            let signalled = process.terminationReason == .uncaughtSignal
            return Outcome(
                status: signalled ? -process.terminationStatus : process.terminationStatus,
                output: try folder.text("output"), errors: try folder.text("errors"))
        }
    }

    /// Where the build put the program: beside the tests.
    static let path: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
        let tests = bundle ?? (CommandLine.arguments.first ?? "")
        return URL(fileURLWithPath: tests).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("refseg").path
    }()

    /// Runs the program to its end.
    ///
    /// - `place`: the working directory.
    /// - `input`: a file there that standard input reads.
    /// - `wrapper`: a command that the program becomes the last words of.
    static func run(
        _ arguments: [String], in place: TemporaryFolder, reading input: String? = nil,
        wrapper: [String] = [], environment: [String: String] = [:]
    ) throws -> Outcome {
        try start(
            arguments, in: place, reading: input, wrapper: wrapper, environment: environment
        ).finish()
    }

    static func start(
        _ arguments: [String], in place: TemporaryFolder, reading input: String? = nil,
        wrapper: [String] = [], environment: [String: String] = [:]
    ) throws -> Running {
        try Running(
            wrapper + [path] + arguments, in: place.path, reading: input, environment: environment)
    }
}

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "refseg-test-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Names of everything in a folder inside, hidden files included, sorted; nil without it.
    func entries(_ name: String = ".") -> [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: path + "/" + name))?.sorted()
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Writes a file, its folders included.
    func write(_ bytes: Data, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    /// Creates an empty file to write to.
    func writer(_ name: String) throws -> FileHandle {
        try write(Data(), to: name)
        return try #require(FileHandle(forWritingAtPath: path + "/" + name))
    }
}
