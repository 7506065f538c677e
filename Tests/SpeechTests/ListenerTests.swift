import Audio
import Foundation
import Tensors
import Testing

@testable import Speech

/// What the shipped model hears.
@Suite struct ListenerTests {
    static let model = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Vocab/Resources/refseg-whisper-base.safetensors").path
    static let fixtures = Bundle.module.bundleURL.appendingPathComponent("Fixtures").path

    /// One listener for all tests: loading takes longer than listening.
    private static let shared = Result {
        try Listener(model: model, on: Compute(threads: 2))
    }

    /// The same sentence at five rates, in stereo, and in eight bits.
    @Test(arguments: ["flac", "8000.flac", "22050.flac", "44100.stereo.ogg", "48000.ogg", "u8.wav"])
    func transcript(_ kind: String) throws {
        let heard = try Self.shared.get().transcribe(Self.fixtures + "/red-car.\(kind)")
        #expect(heard.text == "the red car on the left" && heard.query == heard.text)
        #expect(heard.confidence > 0.4 && heard.confidence <= 1)
        #expect(heard.texts.first?.text == heard.query)
        #expect(abs(heard.texts.reduce(0) { $0 + $1.share } - 1) < 1e-4)
        #expect(heard.foreignLanguage == nil)
    }

    @Test func greedyHearsTheSameHere() throws {
        let listener = try Listener(model: Self.model, width: 1, on: Compute(threads: 1))
        let heard = try listener.transcribe(Self.fixtures + "/red-car.flac")
        #expect(heard.text == "the red car on the left" && heard.texts.count == 1)
    }

    /// What no one said: silence, noise, tones as of music, and a hum.
    @Test(arguments: ["silence", "noise", "tones", "hum"])
    func refused(_ kind: String) throws {
        let path = NSTemporaryDirectory() + "speech-\(UUID().uuidString).wav"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var state: UInt64 = 9
        let samples = (0..<32_000).map { place -> Int16 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Int16(truncatingIfNeeded: state >> 48)
            let time = Double(place) / 16_000
            let note = [262.0, 330, 392, 523][Int(time * 4) % 4]
            switch kind {
            case "noise": return noise / 4
            case "tones":
                return Int16(
                    6000 * sin(2 * .pi * note * time) * exp(-4 * (time * 4 - Double(Int(time * 4))))
                )
            case "hum": return Int16(4000 * sin(2 * .pi * 50 * time)) + noise / 256
            default: return 0
            }
        }
        try write(samples, to: path)
        let error = #expect(throws: SpeechError.self) {
            try Self.shared.get().transcribe(path)
        }
        if kind == "silence" {
            #expect(error == .silent(path: path))
        } else if case .notUnderstood(let named, let confidence) = error {
            #expect(named == path && confidence < 0.5)
        } else {
            Issue.record("\(kind): \(String(describing: error))")
        }
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
