import Foundation
import Testing
import Weights

@testable import Audio

@Suite struct SpectrogramTests {
    /// Tests/Reference/mel_golden.py writes the file.
    static let golden = Bundle.module.bundleURL.appendingPathComponent("Fixtures/mel.safetensors")

    @Test(arguments: ["voice", "noise", "sweep", "short", "loud"])
    func whisper(_ name: String) throws {
        let file = try SafetensorsFile(path: Self.golden.path)
        let samples = try #require(file.tensor("\(name).samples")).values
        let expected = try #require(file.tensor("\(name).log_mel"))
        let spectrogram = LogMelSpectrogram(
            Recording(samples: samples), frames: expected.shape[0], bands: expected.shape[1])
        let worst = zip(spectrogram.values, expected.values).map { abs($0 - $1) }.max()
        #expect(try #require(worst) < 1e-4)
    }

    /// Against the sum that defines the transform.
    @Test(arguments: [4, 8, 14, 30, 400, 512])
    func powerSpectrum(_ length: Int) {
        let signal = (0..<length).map { sin(0.3 * Double($0 * $0)) + 0.2 }
        var power = [Double](repeating: .nan, count: length / 2 + 1)
        var work = [Double](repeating: .nan, count: 2 * length)
        signal.withUnsafeBufferPointer { signal in
            power.withUnsafeMutableBufferPointer { power in
                work.withUnsafeMutableBufferPointer {
                    PowerSpectrum(length: length)(signal, into: power, work: $0)
                }
            }
        }
        for k in 0...(length / 2) {
            var (x, y) = (0.0, 0.0)
            for (i, value) in signal.enumerated() {
                let angle = -2 * Double.pi * Double(i * k % length) / Double(length)
                x += value * cos(angle)
                y += value * sin(angle)
            }
            #expect(abs(power[k] - (x * x + y * y)) < 1e-9 * Double(length * length))
        }
    }

    @Test func theLevelAddsAConstant() {
        let samples = (0..<8000).map { Float(sin(0.05 * Double($0)) * sin(0.002 * Double($0))) }
        let loud = LogMelSpectrogram(Recording(samples: samples), frames: 50)
        let quiet = LogMelSpectrogram(Recording(samples: samples.map { $0 / 10 }), frames: 50)
        // A tenth of the level is two powers of ten of power.
        let worst = zip(loud.values, quiet.values).map { abs($0 - $1 - 0.5) }.max() ?? .infinity
        #expect(worst < 1e-4)
    }

    @Test func silenceBehindIsWhereNothingIsHeard() {
        let tone = (0..<1600).map { Float(sin(0.1 * Double($0))) }
        let short = LogMelSpectrogram(Recording(samples: tone), frames: 100)
        let long = LogMelSpectrogram(
            Recording(samples: tone + [Float](repeating: 0, count: 14_400)), frames: 100)
        #expect(short == long)
        #expect(short.values.count == 8000 && short.values[4000...].max() == short.values.min())
    }
}
