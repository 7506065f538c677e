import Foundation
import Testing

@Suite("Several inputs in one run")
struct ManyInputsTests {
    /// Two clips of one name and a picture.
    private func place() throws -> TemporaryFolder {
        let place = try TemporaryFolder()
        for parent in ["a", "b"] { try place.makeClip("\(parent)/frames", frames: 2) }
        try place.makeImage("one.png")
        return place
    }

    private let inputs = ["a/frames", "b/frames", "one.png"]

    @Test("each has results of its own, as if it were alone")
    func alone() throws {
        let place = try place()
        let outcome = try Program.run(["the red square"] + inputs + ["--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(place.entries("refseg-out") == ["a-frames", "b-frames", "one"])
        for (number, input) in inputs.enumerated() {
            #expect(outcome.output.contains("\(input) (\(number + 1) of 3)\n"))
        }
        let other = try Program.run(
            ["the red square", "b/frames", "-o", "alone", "--quiet"], in: place)
        #expect([0, 3].contains(other.status))
        #expect(try place.masks("alone") == place.masks("refseg-out/b-frames"))
    }

    @Test("--output holds their folders; queries with -q, reports in one list")
    func named() throws {
        let place = try place()
        let outcome = try Program.run(
            ["-q", "the red square", "-q", "the ground"] + inputs
                + ["-o", "out", "--json", "--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(place.entries("out") == ["a-frames", "b-frames", "one"])
        #expect(place.entries("out/one/masks") == ["0", "1"])
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        let paths = list.map { ($0["input"] as? [String: Any])?["path"] as? String }
        #expect(paths == inputs)
    }

    @Test("one that is missing is told before anything is written")
    func missing() throws {
        let place = try place()
        let outcome = try Program.run(
            ["the red square", "a/frames", "c/frames", "one.png"], in: place)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Error: c/frames: no such file or folder;"))
        #expect(place.entries("refseg-out") == nil)
    }

    @Test(
        "one that is damaged is told, and the others are done", arguments: [false, true],
        [["a/frames", "one.png", "b/frames"], ["one.png", "a/frames", "b/frames"]])
    func damaged(_ isJSON: Bool, _ inputs: [String]) throws {
        let place = try place()
        try place.truncate("a/frames/00001.jpg", to: 0.02)
        let outcome = try Program.run(
            ["the red square"] + inputs + ["-o", "out", "--quiet"] + (isJSON ? ["--json"] : []),
            in: place)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("a/frames/00001.jpg"), "\(outcome.errors)")
        #expect(place.entries("out") == ["b-frames", "one"])
        if isJSON {
            let list = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            #expect((list as? [Any])?.count == 2)
        }
    }

    @Test("what several inputs cannot be")
    func wrongUse() throws {
        let place = try place()
        let piped = try Program.run(["the red square", "one.png", "-"], in: place)
        #expect(piped.status == 2)
        #expect(
            piped.errors.hasPrefix(
                "Error: -: standard input is one of 2 inputs; expected it alone\n"))
        let streamed = try Program.run(["the red square"] + inputs + ["--stream"], in: place)
        #expect(streamed.status == 2)
        #expect(
            streamed.errors.hasPrefix("Error: --stream: 3 inputs; expected one at a time\n"))
    }

    @Test("beside recordings the first argument is an input where it is there")
    func spoken() throws {
        let place = try place()
        let recording = Repository.root
            .appendingPathComponent("Tests/SpeechTests/Fixtures/red-car.flac").path
        let spoken = try Program.run(
            ["--audio", recording, "one.png", "a/frames", "-o", "out", "--quiet"], in: place)
        #expect([0, 3].contains(spoken.status), "\(spoken.errors)")
        #expect(place.entries("out") == ["a-frames", "one"])
        let both = try Program.run(
            ["--audio", recording, "the red square", "one.png", "-o", "both", "--quiet"],
            in: place)
        #expect([0, 3].contains(both.status), "\(both.errors)")
        #expect(place.entries("both/masks") == ["0", "1"])
    }
}
