import Foundation
import Testing

/// The manifest and the sources say the same.
@Suite("The package")
struct PackageTests {
    private struct Manifest: Decodable {
        let targets: [Target]
    }

    private struct Target: Decodable {
        let name: String
        let path: String?
        let type: String
        /// Each a kind (`byName`, `product`) with a name first and other things after it.
        let dependencies: [[String: [Part]]]

        var folder: String { path ?? "\(type == "test" ? "Tests" : "Sources")/\(name)" }
    }

    /// A string, or something else.
    private struct Part: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    /// As Swift reads Package.swift.
    private func manifest() throws -> Manifest {
        let place = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", Repository.root.path, "--scratch-path",
            place.path, "dump-package",
        ]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Manifest.self, from: json)
    }

    /// What the Swift files of a folder import.
    private func imports(in folder: String) throws -> Set<String> {
        let root = Repository.root.appendingPathComponent(folder)
        let files = FileManager.default.enumerator(atPath: root.path)
        var found: Set<String> = []
        for case let file as String in try #require(files) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let declaration =
                    /(?:@\w+ )*(?:public |package )?import (?:\w+ )?(\w+)(?:\.\w+)?/
                if let match = line.wholeMatch(of: declaration) { found.insert(String(match.1)) }
            }
        }
        return found
    }

    @Test("every import is declared, and every declared dependency imported")
    func imports() throws {
        let targets = try manifest().targets
        let known = Set(targets.map(\.name))
        #expect(known.contains("Decisions") && known.contains("CommandTests"))
        for target in targets where target.type != "system" {
            let imported = try imports(in: target.folder).intersection(known)
            let declared = Set(
                target.dependencies.flatMap { $0.values.compactMap { $0.first?.text } })
            #expect(
                imported == declared.intersection(known),
                """
                \(target.name): imports \(imported.subtracting(declared).sorted()) undeclared, \
                declares \(declared.intersection(known).subtracting(imported).sorted()) in vain
                """
            )
        }
    }
}
