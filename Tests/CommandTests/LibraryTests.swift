import Foundation
import Testing

@Suite("The library product")
struct LibraryTests {
    /// Builds and runs a program of the package that depends on this one.
    ///
    /// - `place`: the working directory, in which it is built too.
    private func run(_ program: String, _ arguments: [String], in place: TemporaryFolder) throws
        -> String
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swift", "run", "--package-path",
                Repository.root.appendingPathComponent("Examples/SwiftAPI").path,
                "--scratch-path", place.path + "/build", program,
            ] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: place.path)
        let output = try place.writer("output.txt")
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        let text = try place.text("output.txt")
        #expect(process.terminationStatus == 0, "\(text)")
        return text
    }

    @Test("Examples/SwiftAPI, a package of its own, builds and runs", .timeLimit(.minutes(30)))
    func example() throws {
        let place = try TemporaryFolder()
        try place.makeClip("square", frames: 3)
        let text = try run("SwiftAPI", ["the red square", place.path + "/square"], in: place)
        for line in ["00000: ", "00001: ", "00002: ", "the red square: presence "] {
            #expect(text.contains("\n" + line), "\(line) is not in:\n\(text)")
        }

        try place.makeFolder("frames")
        for name in ["00000.jpg", "00001.jpg"] {
            try FileManager.default.copyItem(
                atPath: Repository.root.path + "/Examples/yellow-taxi/frames/\(name)",
                toPath: "\(place.path)/frames/\(name)")
        }
        let told = try run("TenLines", [], in: place)
        #expect(told.contains("\ntrue 0.9") || told.contains("\ntrue 1.0"), "\(told)")
        let (frame, overlay) = try (
            place.bytes("frames/00000.jpg"), place.bytes("00000-overlay.jpg")
        )
        #expect(overlay.starts(with: [0xff, 0xd8]) && overlay != frame)
        #expect(try !place.bytes("00001-overlay.jpg").isEmpty)
    }

    @Test("the article that begins the documentation shows the program that runs")
    func article() throws {
        let text = { (path: String) in
            try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
        }
        let article = try text("Sources/Segmenter/Segmenter.docc/TenLines.md")
        let shown = try #require(article.firstMatch(of: /```swift\n((?s).*?)```/)).output.1
        let program = try text("Examples/SwiftAPI/Sources/TenLines/main.swift")
        #expect(shown == program)
        #expect(program.split(separator: "\n").count == 10)
    }
}
