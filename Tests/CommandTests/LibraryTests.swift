import Foundation
import Testing

@Suite("The library product")
struct LibraryTests {
    @Test("Examples/SwiftAPI, a package of its own, builds and runs", .timeLimit(.minutes(30)))
    func example() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        let package = Repository.root.appendingPathComponent("Examples/SwiftAPI").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "run", "--package-path", package, "--scratch-path", place.path + "/build",
            "SwiftAPI", "the red square", place.path + "/frames",
        ]
        let output = try place.writer("output.txt")
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        let text = try place.text("output.txt")
        #expect(process.terminationStatus == 0, "\(text)")
        for line in ["00000: ", "00001: ", "00002: ", "the red square: presence "] {
            #expect(text.contains("\n" + line), "\(line) is not in:\n\(text)")
        }
    }
}
