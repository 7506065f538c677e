import Foundation
import Testing
import Weights

@testable import Audio

@Suite struct SpectrogramTests {
    /// Tests/Reference/mel_golden.py writes the file.
    static let golden = Bundle.module.bundleURL.appendingPathComponent("Fixtures/mel.safetensors")

    @Test(arguments: ["voice", "noise", "sweep", "short"])
    func librosa(_ name: String) throws {
        let file = try SafetensorsFile(path: Self.golden.path)
        let samples = try #require(file.tensor("\(name).samples")).values
        let expected = try #require(file.tensor("\(name).log_mel"))
        let spectrogram = LogMelSpectrogram(Recording(samples: samples))
        #expect(spectrogram.frames == expected.shape[0])
        #expect(expected.shape[1] == LogMelSpectrogram.bands)
        let worst = zip(spectrogram.values, expected.values).map { abs($0 - $1) }.max()
        #expect(try #require(worst) < 1e-4)
    }

    /// Against the sum that defines the transform.
    @Test(arguments: [4, 8, 64, 512])
    func powerSpectrum(_ length: Int) {
        let signal = (0..<length).map { sin(0.3 * Double($0 * $0)) + 0.2 }
        var power = [Double](repeating: .nan, count: length / 2 + 1)
        var work = [Double](repeating: .nan, count: length)
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

    @Test func normalizedHearsNoLevelAndNoMicrophone() {
        let samples = (0..<8000).map { Float(sin(0.05 * Double($0)) * sin(0.002 * Double($0))) }
        let loud = LogMelSpectrogram(Recording(samples: samples)).normalized
        let quiet = LogMelSpectrogram(Recording(samples: samples.map { $0 / 16 })).normalized
        let worst = zip(loud, quiet).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-3)
        let bands = LogMelSpectrogram.bands
        for band in 0..<bands {
            let column = stride(from: band, to: loud.count, by: bands).map { loud[$0] }
            #expect(abs(column.reduce(0, +) / Float(column.count)) < 1e-4)
        }
    }
}
