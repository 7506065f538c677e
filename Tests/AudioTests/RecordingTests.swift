import Foundation
import Testing

@testable import Audio

@Suite struct RecordingTests {
    /// Largest difference from a tone, away from the ends, where a resampler knows one side only.
    private func difference(_ recording: Recording, hertz: Double) -> Float {
        let expected = tone(hertz: hertz, rate: Recording.rate)
        #expect(abs(recording.samples.count - expected.count) <= 2)
        return (800..<15_000).map { abs(recording.samples[$0] - expected[$0]) }.max() ?? .infinity
    }

    @Test(arguments: WaveFile.Encoding.allCases)
    func encodings(_ encoding: WaveFile.Encoding) throws {
        let folder = try SoundFolder()
        let file = WaveFile(
            encoding: encoding, samples: tone(hertz: 440, rate: 16_000))
        let recording = try Recording(path: try folder.write(file.bytes))
        #expect(difference(recording, hertz: 440) < (encoding.bits == 8 ? 8e-3 : 4e-5))
    }

    @Test(arguments: [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])
    func rates(_ rate: Int) throws {
        let folder = try SoundFolder()
        let file = WaveFile(
            rate: rate, encoding: .float32, samples: tone(hertz: 1000, rate: rate))
        let recording = try Recording(path: try folder.write(file.bytes))
        #expect(difference(recording, hertz: 1000) < 1e-4)
    }

    @Test(arguments: [1, 2, 3, 6, 8, 64])
    func channels(_ channels: Int) throws {
        let folder = try SoundFolder()
        let file = WaveFile(
            rate: 48_000, channels: channels,
            samples: tone(hertz: 700, rate: 48_000, channels: channels))
        let recording = try Recording(path: try folder.write(file.bytes))
        #expect(difference(recording, hertz: 700) < 1e-3)
    }

    /// The mean of such channels is silence.
    @Test(arguments: [Float(-1), -0.9, 0])
    func channelsInOppositePhase(_ second: Float) throws {
        let folder = try SoundFolder()
        let one = tone(hertz: 700, rate: 16_000)
        let file = WaveFile(channels: 2, samples: one.flatMap { [$0, $0 * second] })
        let recording = try Recording(path: try folder.write(file.bytes))
        // A channel that is silent halves the mean and does not cancel it.
        let expected = second == 0 ? one.map { $0 / 2 } : one
        let worst = (800..<15_000).map { abs(recording.samples[$0] - expected[$0]) }.max()
        #expect((worst ?? 1) < 1e-3)
    }

    @Test(arguments: [0, 0xffff_ffff, 0x7fff_f000])
    func streamedHeaders(_ size: Int) throws {
        let folder = try SoundFolder()
        var bytes = WaveFile(samples: tone(hertz: 440, rate: 16_000)).bytes
        for byte in 0..<4 {
            bytes[4 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte))
            bytes[40 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte))
        }
        let recording = try Recording(path: try folder.write(bytes))
        #expect(difference(recording, hertz: 440) < 4e-5)
        #expect(recording.promisedSeconds == nil)
    }

    @Test func halfARecordingSaysSo() throws {
        let folder = try SoundFolder()
        let bytes = WaveFile(samples: tone(hertz: 440, rate: 16_000)).bytes
        let whole = try Recording(path: try folder.write(bytes))
        #expect(whole.promisedSeconds == nil)
        let half = try Recording(path: try folder.write(Array(bytes.prefix(16_044))))
        #expect(half.promisedSeconds == 1)
        #expect(abs(half.duration - 0.5) < 1e-3)
    }

    /// What lies above the new Nyquist frequency must vanish, not fold back.
    @Test func noAliases() throws {
        let folder = try SoundFolder()
        let file = WaveFile(
            rate: 48_000, encoding: .float32, samples: tone(hertz: 11_000, rate: 48_000))
        let recording = try Recording(path: try folder.write(file.bytes))
        #expect(recording.samples[800..<15_000].map { abs($0) }.max() ?? 1 < 1e-4)
    }

    @Test(
        arguments: [
            ("flac", ["-c:a", "flac"]), ("ogg", ["-c:a", "libvorbis"]), ("aiff", []), ("au", []),
            ("m4a", ["-c:a", "aac"]), ("mp4", ["-c:a", "aac"]), ("mp3", ["-c:a", "libmp3lame"]),
        ])
    func containers(_ kind: (name: String, codec: [String])) throws {
        let folder = try SoundFolder()
        let wave = WaveFile(rate: 44_100, samples: tone(hertz: 440, rate: 44_100))
        let source = try folder.write(wave.bytes)
        let path = folder.path + "/sound.\(kind.name)"
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        program.arguments = ["ffmpeg", "-v", "error", "-i", source] + kind.codec + [path]
        try program.run()
        program.waitUntilExit()
        try #require(program.terminationStatus == 0)
        let recording = try Recording(path: path)
        // Codecs add some silence before and after.
        #expect((0.98...1.15).contains(recording.duration))
        let middle = recording.samples[4000..<12_000]
        let power = middle.reduce(0) { $0 + $1 * $1 } / Float(middle.count)
        #expect(abs(power - 0.125) < 0.02)
    }

    @Test func silenceAroundSpeechGoes() throws {
        let quiet = [Float](repeating: 0.001, count: 20_000)
        let sound = Recording(
            samples: quiet + tone(hertz: 300, rate: 16_000, peak: 0.2) + quiet)
        let spoken = try #require(sound.spoken)
        #expect((2.98...3.1).contains(spoken.duration))
        #expect(abs((spoken.samples.map { abs($0) }.max() ?? 0) - 1) < 1e-5)
    }

    @Test func silenceAloneIsNoSpeech() {
        #expect(Recording(samples: Array(repeating: 0, count: 16_000)).spoken == nil)
        #expect(Recording(samples: Array(repeating: 0.3, count: 16_000)).spoken == nil)
        #expect(Recording(samples: []).spoken == nil)
    }
}
