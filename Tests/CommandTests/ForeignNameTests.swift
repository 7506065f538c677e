import Foundation
import Testing

@Suite("Names in another encoding than UTF-8")
struct ForeignNameTests {
    /// Runs the program with `\377` in its arguments as that byte.
    private func run(_ arguments: String, in place: TemporaryFolder) throws -> Program.Outcome {
        try Program.run(
            [], in: place,
            wrapper: ["sh", "-c", "byte=$(printf '\\377'); exec \"$0\" \(arguments) --quiet"])
    }

    private func place() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 2)
        let moved = Process()
        moved.executableURL = URL(fileURLWithPath: "/bin/sh")
        moved.arguments = [
            "-c",
            """
            byte=$(printf '\\377')
            mkdir "clip$byte"
            mv frames/00000.jpg "clip$byte/a${byte}0.jpg"
            mv frames/00001.jpg "clip$byte/a${byte}1.jpg"
            """,
        ]
        moved.currentDirectoryURL = URL(fileURLWithPath: place.path)
        try moved.run()
        moved.waitUntilExit()
        return place
    }

    @Test("a folder and its frames are read, and masks are named so that anyone can read it")
    func folder() throws {
        let place = try place()
        let outcome = try run(#""the red square" "clip$byte""#, in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(place.entries("refseg-out/clip%FF/masks/0") == ["a%FF0.png", "a%FF1.png"])
        let report = try Report(place.text("refseg-out/clip%FF/result.json"))
        #expect(report.input.path == "clip%FF")
        // The same place again, not another one.
        _ = try run(#""the red square" "clip$byte""#, in: place)
        #expect(place.entries("refseg-out") == ["clip%FF"])
    }

    @Test("what is wrong is told in legible words")
    func errors() throws {
        let place = try place()
        let missing = try run(#""the red square" "none$byte""#, in: place)
        #expect(missing.status == 1)
        #expect(missing.errors.hasPrefix("Error: none%FF: no such file or folder"))
        let query = try run(#""the red square$byte" "clip$byte""#, in: place)
        #expect(query.status == 2)
        #expect(query.errors.contains("'the red square%FF': bytes that are no text"))
        let output = try run(#""the red square" "clip$byte" -o "out$byte""#, in: place)
        #expect(output.status == 2)
        #expect(output.errors.contains("--output out%FF: bytes that are no text"))
        #expect(place.entries("refseg-out") == nil)
    }
}
