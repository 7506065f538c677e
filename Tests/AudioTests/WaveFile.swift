import Foundation

/// Writes RIFF WAVE files for tests, right ones and, through `bytes`, ruined ones.
struct WaveFile {
    enum Encoding: CaseIterable {
        case unsigned8, signed16, signed24, signed32, float32

        var bits: Int {
            switch self {
            case .unsigned8: 8
            case .signed16: 16
            case .signed24: 24
            case .signed32, .float32: 32
            }
        }
    }

    var rate = 16_000
    var channels = 1
    var encoding = Encoding.signed16
    /// Interleaved, between -1 and 1.
    var samples: [Float] = []

    var bytes: [UInt8] {
        let data = samples.flatMap(sample)
        let frame = channels * encoding.bits / 8
        return Array("RIFF".utf8) + word(36 + data.count) + Array("WAVEfmt ".utf8) + word(16)
            + half(encoding == .float32 ? 3 : 1) + half(channels) + word(rate) + word(rate &* frame)
            + half(frame) + half(encoding.bits) + Array("data".utf8) + word(data.count) + data
    }

    private func sample(_ x: Float) -> [UInt8] {
        func integer(_ bits: Int) -> Int {
            Int((Double(x) * Double(1 << (bits - 1) - 1)).rounded())
        }
        switch encoding {
        case .unsigned8: return [UInt8(clamping: integer(8) + 128)]
        case .signed16: return half(integer(16))
        case .signed24: return Array(word(integer(24)).prefix(3))
        case .signed32: return word(integer(32))
        case .float32: return word(Int(x.bitPattern))
        }
    }

    private func word(_ x: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: x >> (8 * $0)) }
    }

    private func half(_ x: Int) -> [UInt8] { Array(word(x).prefix(2)) }
}

/// A sine of a second, every channel alike.
func tone(hertz: Double, rate: Int, channels: Int = 1, seconds: Double = 1, peak: Float = 0.5)
    -> [Float]
{
    (0..<Int(Double(rate) * seconds)).flatMap { index in
        let x = peak * Float(sin(2 * Double.pi * hertz * Double(index) / Double(rate)))
        return Array(repeating: x, count: channels)
    }
}

/// A folder that is removed with the value that owns it.
final class SoundFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "refseg-audio-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and tells its path.
    func write(_ bytes: some Sequence<UInt8>, as name: String = "sound.wav") throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
