import Audio
import Foundation
import Testing

struct SpeechSynthesizerTests {
    private static let isReady = (try? SpeechSynthesizer()) != nil

    /// Also what would be an option of the program, or its phonemes, is spoken.
    @Test(
        .enabled(if: isReady, "espeak-ng is not installed"),
        arguments: ["the red car on the left", "-the red car", "--version", "a [[b]] \"c\" $d"])
    func aWholeFileIsSpoken(_ sentence: String) throws {
        let path = NSTemporaryDirectory() + "synthesizer-\(UUID().uuidString).wav"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try SpeechSynthesizer().speak(sentence)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        func size(_ place: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        #expect(size(4) == bytes.count - 8)
        #expect(size(40) == bytes.count - 44)
        let recording = try Recording(path: path)
        #expect((0.4..<4).contains(recording.duration), "\(recording.duration) s")
        #expect(recording.spoken != nil)
        #expect(try SpeechSynthesizer().speak(sentence) == bytes)
    }

    @Test(.enabled(if: isReady, "espeak-ng is not installed"))
    func voicesDifferAndUnknownOnesAreRefused() throws {
        let american = try SpeechSynthesizer(voice: "en-us").speak("the red car")
        #expect(try SpeechSynthesizer(voice: "en-us+f3").speak("the red car") != american)
        let error = #expect(throws: AudioError.self) { try SpeechSynthesizer(voice: "klingon-9") }
        #expect(
            error?.description
                == "voice klingon-9: espeak-ng cannot speak with it (The specified espeak-ng voice "
                + "does not exist); expected one that espeak-ng --voices lists, for example en-us")
    }
}
