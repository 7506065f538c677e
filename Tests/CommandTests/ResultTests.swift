import Foundation
import Media
import Testing

@Suite("Results")
struct ResultTests {
    @Test("masks have the frames' names and size, result.json describes them")
    func report() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3, width: 101, height: 67)
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "out", "--json", "--threshold", "0.4"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(outcome.output == (try place.text("out/result.json")))

        let report = try Report(outcome.output)
        #expect(report.format == "refseg.result")
        #expect(report.version == 1)
        #expect(report.model.sha256.count == 64)
        #expect(report.input.kind == "folder")
        #expect(report.settings.threshold == 0.4)
        #expect(report.frames.map(\.name) == ["00000", "00001", "00002"])
        #expect(report.queries.map(\.text) == ["the red square"])
        #expect(report.queries[0].matched == (outcome.status == 0))
        for frame in report.frames {
            let mask = try RGBImage(path: "\(place.path)/out/masks/0/\(frame.name).png")
            #expect((mask.width, mask.height) == (101, 67))
            #expect(Set(mask.pixels).isSubset(of: [0, 255]))
            let encoded = frame.objects[0].mask
            let runs = try RunLengths(
                width: encoded.size[1], height: encoded.size[0], compressed: encoded.counts)
            #expect(
                runs.mask.bytes
                    == stride(from: 0, to: mask.pixels.count, by: 3)
                    .map { mask.pixels[$0] / 255 })
            #expect((0...1).contains(frame.objects[0].score))
        }
    }

    @Test("--stream prints the frames of result.json line by line, and then the rest of it")
    func stream() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        let outcome = try Program.run(
            ["-q", "the red square", "-q", "grass", "frames", "-o", "out", "--stream", "--quiet"],
            in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        let result = try place.text("out/result.json")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let rest = try #require(lines.last)
        let frames = "\"frames\":[\n" + lines.dropLast().joined(separator: ",\n") + "\n],"
        #expect(result.contains(frames))
        #expect(
            rest
                == result.replacingOccurrences(of: frames, with: "")
                .replacingOccurrences(of: "\n", with: ""))
    }

    @Test("a stream that nobody reads to its end ends the program, and leaves nothing")
    func closedStream() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 3)
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "out", "--stream"], in: place,
            wrapper: ["sh", "-c", "exec \"$@\" > /dev/full", "sh"])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "Error: standard output: cannot be written (No space left on device); "))
        #expect(place.entries() == ["frames"])
    }

    @Test("several queries in one run give what single runs give, on any number of threads")
    func severalQueries() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 40, width: 160, height: 96)
        let queries = ["the red square", "grass", "a blue car on the left"]
        _ = try Program.run(
            queries.flatMap { ["-q", $0] } + ["frames", "-o", "all", "--threads", "3", "--quiet"],
            in: place)
        for (index, query) in queries.enumerated() {
            _ = try Program.run(
                [query, "frames", "-o", "single", "--threads", "1", "--quiet"], in: place)
            #expect(try place.masks("all", query: index) == place.masks("single"))
            let (all, single) = (
                try Report(place.text("all/result.json")),
                try Report(place.text("single/result.json"))
            )
            for (a, b) in zip(all.frames, single.frames) {
                #expect(a.objects[index].score == b.objects[0].score)
                #expect(a.objects[index].presence == b.objects[0].presence)
            }
        }
    }

    @Test("frames run in natural order")
    func naturalOrder() throws {
        let place = try TemporaryFolder()
        try place.makeFolder("frames")
        for (shift, name) in ["shot 2", "shot 10", "shot 11", "shot 100"].enumerated() {
            try place.makeImage("frames/\(name).png", shift: shift * 3)
        }
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "out", "--json"], in: place)
        #expect(
            try Report(outcome.output).frames.map(\.name)
                == ["shot 2", "shot 10", "shot 11", "shot 100"])
    }

    @Test("a single image is a clip of one frame")
    func singleImage() throws {
        let place = try TemporaryFolder()
        try place.makeImage("photo.png")
        let outcome = try Program.run(
            ["the red square", "photo.png", "-o", "out", "--json"], in: place)
        #expect(try Report(outcome.output).input.kind == "image")
        #expect(place.entries("out/masks/0") == ["photo.png"])
        #expect(place.entries("out/overlay") == ["photo.jpg"])
    }

    @Test("another language works, with a warning that --quiet leaves out")
    func otherLanguage() throws {
        let place = try TemporaryFolder()
        try place.makeClip()
        let warning =
            "Warning: query \"красная машина\": most of it is unknown to the model, which reads "
            + "English; describe the object in English for a useful result\n"
        for (extra, errors) in [([], warning), (["--quiet"], "")] {
            let outcome = try Program.run(
                ["красная машина", "frames", "-o", "out"] + extra, in: place)
            #expect([0, 3].contains(outcome.status))
            #expect(outcome.errors == errors)
            #expect(try place.masks("out").count == 3)
        }
    }

    @Test("the summary names the query, the frames and the folders")
    func summary() throws {
        let place = try TemporaryFolder()
        try place.makeClip()
        let outcome = try Program.run(
            ["the red square", "frames", "-o", "out", "--quiet"], in: place)
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n")
        try #require(lines.count == 4, "\(outcome.output)")
        #expect(lines[0].hasPrefix("the red square: "))
        #expect(lines[1].hasPrefix("3 frames of 96x64 in "))
        #expect(lines[2] == "masks    out/masks/0")
        #expect(lines[3] == "overlays out/overlay")
    }

    @Test(
        "a video gives masks and one overlay video",
        .enabled(if: Video.canEncode, "ffmpeg is not installed"))
    func video() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 5, width: 96, height: 64)
        try Video.encode("frames/%05d.jpg", to: "clip.mp4", in: place)
        let outcome = try Program.run(
            ["the red square", "clip.mp4", "--quiet"], in: place)
        #expect([0, 3].contains(outcome.status), "\(outcome.errors)")
        #expect(
            place.entries("refseg-out/clip") == ["masks", "overlay.mp4", "result.json"])
        #expect(place.entries("refseg-out/clip/masks/0")?.count == 5)
        let overlay = try FrameSource(path: place.path + "/refseg-out/clip/overlay.mp4")
        #expect(overlay.size == (96, 64))
        #expect(overlay.expectedCount == 5)
    }
}

/// What the tests read of `result.json`, declared on its own so that a change of the schema shows.
struct Report: Decodable {
    struct Model: Decodable { let name: String, sha256: String, precision: String? }
    struct Input: Decodable {
        let path: String, kind: String, frameRate: String?, duration: Double?
    }
    struct Settings: Decodable { let threshold: Double, presenceThreshold: Double, threads: Int }
    struct Frame: Decodable {
        let index: Int, name: String, time: Double?, width: Int, height: Int, objects: [Object]
    }
    struct Object: Decodable {
        let query: Int, score: Double, presence: Double, box: Box?, mask: EncodedMask
    }
    struct EncodedMask: Decodable { let size: [Int], counts: String }
    struct Query: Decodable {
        let text: String, matched: Bool, presence: Double, score: Double, framesWithObject: Int
    }

    let format: String
    let version: Int
    let program: String
    let model: Model
    let input: Input
    let settings: Settings
    let frames: [Frame]
    let queries: [Query]
    let timings: [String: Double]
    let shortfall: String?

    init(_ text: String) throws {
        self = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
    }
}
