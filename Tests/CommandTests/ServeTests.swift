import Foundation
import PlainClient
import Testing

@Suite("refseg serve")
struct ServeTests {
    private func example(_ name: String) throws -> (query: String, frames: [[UInt8]], path: String)
    {
        let folder = Repository.root.appendingPathComponent("Examples/\(name)")
        let query = try String(
            contentsOf: folder.appendingPathComponent("query.txt"), encoding: .utf8)
        let frames = folder.appendingPathComponent("frames")
        let names = try FileManager.default.contentsOfDirectory(atPath: frames.path).sorted()
        return (
            query.trimmingCharacters(in: .whitespacesAndNewlines),
            try names.map { Array(try Data(contentsOf: frames.appendingPathComponent($0))) },
            frames.path
        )
    }

    @Test("masks over HTTP are those that segment writes, byte for byte")
    func masks() throws {
        let place = try TemporaryFolder()
        let (query, frames, path) = try example("blue-car")
        let written = try Program.run([query, path, "-o", "out", "--quiet"], in: place)
        #expect(written.status == 0, "\(written.errors)")
        let masks = try place.masks("out")
        let served = try Served(in: place)
        let job = try served.finished(.clip(frames, [query]))
        #expect(masks.count == frames.count)
        for (index, mask) in masks.enumerated() {
            #expect(try served.ask("GET", "\(job)/masks/0/\(index).png").body == mask)
        }
        let result = try served.ask("GET", "\(job)/result.json")
        let (own, other) = try (result.text, place.text("out/result.json"))
        // Of the frames, the same but for the names.
        let counts = { (text: String) in text.matches(of: /"counts":"[^"]*"/).map(\.output) }
        #expect(counts(own) == counts(other) && counts(own).count == frames.count)
    }

    @Test(
        "a film has an overlay film with its sound, and a spoken query what was heard",
        .enabled(if: Video.canEncode))
    func film() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 4)
        // A third of a second, four frames, of 400 Hz.
        try Video.encode(
            "frames/%05d.jpg", to: "film.mp4", in: place,
            options: ["-f", "lavfi", "-i", "sine=400:d=0.333"]
                + ["-pix_fmt", "yuv420p", "-c:a", "aac"])
        let speech = try Data(contentsOf: URL(fileURLWithPath: SpokenQueryTests.speech))
        var form = Form()
        form.add("input", Array(try place.bytes("film.mp4")), file: "my film.mp4")
        form.add("audio", Array(speech), file: "words.flac")
        let served = try Served(in: place)
        let job = try served.finished(form)
        let status = try served.status(job)
        #expect(status.state == "done", "\(status)")
        #expect(status.queries[0].text.contains("red car"))
        #expect(status.queries[0].recording == "words.flac")
        let film = try served.ask("GET", "\(job)/overlay.mp4")
        #expect(film.status == 200 && film.fields["content-type"] == "video/mp4")
        try place.write(film.body, to: "overlay.mp4")
        let frames = try Video.probed("overlay.mp4", "stream=nb_frames", in: place)
        #expect(frames == ["nb_frames=4"])
        let samples = try Video.samples("overlay.mp4", in: place)
        #expect(abs(Double(samples.count) / 8000 - 0.333) < 0.05, "\(samples.count)")
        let middle = samples[500..<2000]
        let crossings = zip(middle, middle.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        #expect(abs(crossings - 150) < 6, "\(crossings)")
        #expect(status.warning == nil)
        let result = try served.ask("GET", "\(job)/result.json").text
        #expect(
            result.contains("\"path\":\"my film.mp4\"")
                && result.contains("\"file\":\"words.flac\""))
        #expect(!result.contains(place.path))

        form = Form()
        form.add("input", Array(try place.bytes("film.mp4")), file: "my film.mp4")
        form.add("query", "the red square")
        form.add("start", "0.1")
        form.add("end", "0.3")
        let part = try served.finished(form)
        let taken = try served.ask("GET", "\(part)/result.json").text
        #expect(taken.contains("\"taken\":{\"end\":0.3,\"start\":0.1}"))
        try place.write(try served.ask("GET", "\(part)/overlay.mp4").body, to: "part.mp4")
        #expect(try Video.probed("part.mp4", "stream=nb_frames", in: place) == ["nb_frames=2"])
        #expect(abs(Double(try Video.samples("part.mp4", in: place).count) / 8000 - 0.167) < 0.05)
    }

    @Test("a recording in which nothing is said matches nothing, and that is told")
    func silence() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        var form = Form()
        form.add("input", Array(try place.bytes("frames/00000.jpg")), file: "a.jpg")
        form.add("audio", Array(WaveBytes.silence(seconds: 1)), file: "nothing.wav")
        let served = try Served(in: place)
        let answer = try served.ask("GET", try served.finished(form)).text
        #expect(answer.contains("\"matched\":false"))
        #expect(answer.contains("\"warning\":\"no speech found in nothing.wav"))
    }

    @Test(
        "Ctrl-C and kill leave nothing behind, also in the middle of a job",
        arguments: [SIGINT, SIGTERM])
    func interrupted(_ signal: Int32) throws {
        let place = try TemporaryFolder()
        let served = try Served(in: place)
        let (query, frames, _) = try example("duck")
        let form = Form.clip(Array(repeating: frames, count: 40).flatMap { $0 }, [query])
        let ordered = try served.ask("POST", "/v1/segment", fields: [form.type], body: form.bytes)
        #expect(ordered.status == 202)
        #expect(place.entries("tmp")?.count == 1)
        #expect(try served.end(by: signal).status == 128 + signal)
        #expect(place.entries("tmp") == [])
    }

    @Test("a port that another program has is told in one sentence")
    func port() throws {
        let place = try TemporaryFolder()
        let served = try Served(in: place)
        let other = try Program.run(["serve", "--port", "\(served.port)"], in: place)
        #expect(other.status == 1 && other.output == "")
        #expect(
            other.errors
                == "Error: 127.0.0.1, port \(served.port): cannot be listened at (Address already in use); "
                + "expected an address of this machine and a port that no other program has, so choose others "
                + "with --host and --port\n")
        #expect(place.entries("tmp")?.count == 1)
    }

    @Test(
        "with a token, the address that is printed opens the page, and nothing else does without it"
    )
    func token() throws {
        let place = try TemporaryFolder()
        let served = try Served(["--token", "a-token-of-20-letters"], in: place)
        #expect(served.address.contains("/?key="))
        #expect(try served.ask("GET", "/v1/openapi.json").status == 401)
        #expect(
            try served.ask(
                "GET", "/v1/openapi.json", fields: ["Authorization: Bearer a-token-of-20-letters"]
            ).status == 200)
    }
}

/// Recordings that are made up.
enum WaveBytes {
    /// 16 bits, one channel, 16 kHz.
    static func silence(seconds: Int) -> [UInt8] {
        let count = 32_000 * seconds
        func number(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        return Array("RIFF".utf8) + number(36 + count, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
            + number(1, 2) + number(1, 2) + number(16_000, 4) + number(32_000, 4) + number(2, 2)
            + number(16, 2) + Array("data".utf8) + number(count, 4)
            + [UInt8](repeating: 0, count: count)
    }
}
