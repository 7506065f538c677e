import Audio
import Foundation
import Language
import Metrics
import ReferFormer
import Tensors
import Testing

@testable import Speech

@Suite struct SpeechTests {
    static let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vocab/Resources")
    static let fixtures = Bundle.module.bundleURL.appendingPathComponent("Fixtures")

    private func listener(threads: Int = 2) throws -> Listener {
        let compute = try Compute(threads: threads)
        return Listener(
            encoder: try AudioEncoder(
                path: Self.resources.appendingPathComponent("refseg-small-audio.safetensors").path,
                on: compute),
            tokenizer: try SentencePieceTokenizer(
                file: Self.resources.appendingPathComponent("refseg.model")), on: compute)
    }

    /// The same sentence at five rates, in stereo, and in eight bits.
    @Test(arguments: ["flac", "8000.flac", "22050.flac", "44100.stereo.ogg", "48000.ogg", "u8.wav"])
    func transcript(_ kind: String) throws {
        let path = Self.fixtures.appendingPathComponent("red-car.\(kind)").path
        let transcript = try listener().transcribe(path)
        #expect(transcript.text == "the red car on the left")
        #expect(transcript.confidence > 0.5)
    }

    @Test func silenceAndNoise() throws {
        let folder = NSTemporaryDirectory()
        let path = folder + "speech-\(UUID().uuidString).wav"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let listener = try listener()
        try write([Int16](repeating: 0, count: 16_000), to: path)
        #expect(throws: SpeechError.silent(path: path)) { try listener.transcribe(path) }
        var state: UInt64 = 9
        try write(
            (0..<32_000).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int16(truncatingIfNeeded: state >> 48) / 4
            }, to: path)
        let error = #expect(throws: SpeechError.self) { try listener.transcribe(path) }
        guard case .notUnderstood = error else { return #expect(Bool(false), "noise") }
    }

    /// Word error rates and times over a folder of NAME.wav with NAME.txt, which REFSEG_SPEECH names
    /// (Training/audio/evaluate.py writes it).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REFSEG_SPEECH"] != nil))
    func folderOfSpeech() throws {
        let folder = ProcessInfo.processInfo.environment["REFSEG_SPEECH"] ?? ""
        let before = residentKilobytes()
        let listener = try listener()
        var (errors, count) = (WordErrors.none, 0)
        var (heardSeconds, took) = (0.0, Duration.zero)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where name.hasSuffix(".wav") {
            let path = folder + "/" + name
            let typed = try String(contentsOfFile: path.dropLast(4) + ".txt", encoding: .utf8)
            var found = ""
            took += ContinuousClock().measure {
                if let transcript = try? listener.transcribe(path) {
                    found = transcript.text
                    heardSeconds += transcript.duration
                }
            }
            errors = errors + WordErrors(said: typed, heard: found)
            count += 1
        }
        let rate = 100 * (errors.rate ?? 0)
        let milliseconds = took / .milliseconds(1) / Double(max(1, count))
        print(
            String(
                format:
                    "%d recordings: WER %.1f %%, %.1f ms each (%.2f s of sound), %d kB more memory",
                count, rate, milliseconds, heardSeconds / Double(max(1, count)),
                residentKilobytes() - before))
        #expect(count > 0)
    }

    /// The memory that this process holds; 0 where the system does not tell.
    private func residentKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    private func write(_ samples: [Int16], to path: String) throws {
        func bytes(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let data = samples.flatMap { bytes(Int($0), 2) }
        let header =
            Array("RIFF".utf8) + bytes(36 + data.count, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4)
            + bytes(1, 2) + bytes(1, 2) + bytes(16_000, 4) + bytes(32_000, 4) + bytes(2, 2)
            + bytes(16, 2) + Array("data".utf8) + bytes(data.count, 4)
        try Data(header + data).write(to: URL(fileURLWithPath: path))
    }
}
