import Foundation
import ReferencePython
import Testing

/// The page in a real browser: Tests/Reference/page_reference.py drives headless Chromium.
@Suite(
    "The page of refseg serve",
    .enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)),
    .enabled(if: Video.canEncode, "needs ffmpeg"),
    .enabled(if: Chromium.isThere, "needs Chromium (Debian: apt-get install chromium)"))
struct PageTests {
    private struct Cases: Encodable {
        let address: String
        let frames: [String]
        let query: String
        let film: String
        let recording: String
        let seconds: Double
        let pictures: String?
    }

    private struct Seen: Decodable {
        let isThere: Bool
        let keyboard: Keyboard
        let voice: Voice
    }

    private struct Place: Decodable, Equatable {
        let index: Int
        let text: String

        init(_ index: Int, _ text: String) { (self.index, self.text) = (index, text) }

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            (index, text) = (try fields.decode(Int.self), try fields.decode(String.self))
        }
    }

    private struct Keyboard: Decodable {
        let paintBytes: Int
        let paintRequests: Int
        let pale: [String]
        let texts: Int
        let status: [String]
        let legend: [String]
        let first: Place
        let third: Place
        let last: Place
        let tinted: Int
        let rivals: [String]
        let listed: [String]
        let left: [String]
        let curve: [Int]
        let label: String
        let unnamed: [String]
        let live: String
        let mask: String
        let broken: String?
        let masks: Int
        let mattes: Int
        let matched: [Bool]
        let overflow: Int
        let outside: [String]
        let complaints: [String]
    }

    private struct Voice: Decodable {
        let recorded: String
        let heard: String
        let status: String
        let tinted: Int
        let film: String
        let complaints: [String]
    }

    @Test("frames and words, a film and a voice, without a mouse, in both colour schemes")
    func page() throws {
        let place = try TemporaryFolder()
        // Two of a kind, of which the query means one; a film of as many frames.
        let query = "a truck"
        let example = Repository.root.appendingPathComponent("Examples/two-trucks/frames").path
        let frames = try FileManager.default.contentsOfDirectory(atPath: example)
            .sorted().map { "\(example)/\($0)" }
        let film = Repository.root.appendingPathComponent("Examples/blue-car/frames").path
        try Video.encode(film + "/%05d.jpg", to: "film.mp4", in: place)
        let seconds = try Video.wave(of: SpokenQueryTests.speech, to: "speech.wav", in: place)
        let update = ProcessInfo.processInfo.environment["REFSEG_UPDATE"] == "1"
        let served = try Served(in: place)
        let seen: Seen = try ReferencePython.run(
            "page_reference.py",
            on: Cases(
                address: served.address, frames: frames, query: query,
                film: place.path + "/film.mp4", recording: place.path + "/speech.wav",
                seconds: seconds,
                pictures: update ? Repository.root.appendingPathComponent("docs").path : nil))
        #expect(seen.isThere)
        check(seen.keyboard, query: query, frames: frames.count)
        let voice = seen.voice
        #expect(voice.recorded.firstMatch(of: /A recording of \d+\.\d seconds/) != nil)
        #expect(voice.heard.contains("red car"), "\(voice.heard)")
        #expect(voice.status.contains("heard, in"), "\(voice.status)")
        #expect(voice.tinted > 100)
        #expect(voice.film == "ftyp")
        #expect(voice.complaints == [])
    }

    private func check(_ seen: Keyboard, query: String, frames: Int) {
        #expect(seen.complaints == [])
        #expect(seen.outside == [])
        #expect(seen.paintBytes > 10_000 && seen.paintBytes <= 100_000, "\(seen.paintBytes) bytes")
        #expect(seen.paintRequests <= 12, "\(seen.paintRequests) requests")
        #expect(seen.pale == [])
        #expect(seen.texts > 60, "\(seen.texts) texts")
        #expect(
            seen.status == [
                "\(query): in \(frames) of \(frames) frames.",
                "a green bicycle: nothing matches; its masks are empty.",
            ])
        #expect(seen.matched == [true, false])
        #expect(seen.legend == [query, "a green bicycle"])
        #expect(seen.first == Place(0, "Frame 1 of \(frames)"))
        #expect(seen.third == Place(2, "Frame 3 of \(frames)"))
        #expect(seen.last == Place(frames - 1, "Frame \(frames) of \(frames)"))
        #expect(seen.tinted > 100)
        #expect(seen.rivals.count == 3 && seen.rivals.last == "a green bicycle: nothing else")
        #expect(seen.rivals.dropFirst().first == "\(query): \(seen.listed.count) more")
        #expect(seen.listed.first?.contains(query) == true && seen.left == [])
        #expect(seen.curve == [frames, frames])
        #expect(seen.label == "Frame \(frames); \(query): shown; a green bicycle: not shown")
        #expect(seen.unnamed == [])
        #expect(seen.live == "polite")
        #expect(seen.mask == "PNG")
        #expect(seen.broken == nil && seen.masks == 2 * frames && seen.mattes == 2 * frames)
        #expect(seen.overflow <= 0, "\(seen.overflow) pixels to the right")
    }
}

/// The browser of the page's tests.
private enum Chromium {
    static let isThere = ["chromium", "chromium-browser"].contains { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}
