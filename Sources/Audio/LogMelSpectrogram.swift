import Foundation

/// How much power a recording has in each band at each time, as natural logarithms.
///
/// 16 kHz; a periodic Hann window of 400 samples (25 ms) inside a transform of 512, one every 160
/// (10 ms), the first centred on the first sample, zeros outside; squared magnitudes; 80 triangles of
/// area 1 on Slaney's mel scale from 0 to 8 kHz; log of at least 1e-10. The same numbers as librosa's
/// `melspectrogram(sr=16000, n_fft=512, win_length=400, hop_length=160, n_mels=80)` under `log`.
package struct LogMelSpectrogram: Sendable, Equatable {
    /// Values of one frame.
    package static let bands = 80
    /// Samples from one frame to the next.
    package static let hop = 160
    static let window = 400
    static let transform = 512
    static let least = 1e-10
    /// What the network hears below the loudest value, in nepers of power: 60 dB.
    static let range: Float = 13.8

    /// `[frames, bands]`, flat.
    package let values: [Float]

    /// Number of frames: samples / 160 + 1.
    package var frames: Int { values.count / Self.bands }

    package init(_ recording: Recording) {
        let samples = recording.samples
        let frames = samples.count / Self.hop + 1
        let size = Self.transform
        let spectrum = PowerSpectrum(length: size)
        let filters = MelFilters(
            count: Self.bands, bins: size / 2 + 1, rate: Recording.rate)
        let hann = (0..<Self.window).map {
            0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(Self.window))
        }
        var signal = [Double](repeating: 0, count: size)
        var power = [Double](repeating: 0, count: size / 2 + 1)
        var work = [Double](repeating: 0, count: size)
        var values: [Float] = []
        values.reserveCapacity(frames * Self.bands)
        for frame in 0..<frames {
            let first = frame * Self.hop - Self.window / 2
            for i in 0..<Self.window {
                let at = first + i
                let sample = samples.indices.contains(at) ? Double(samples[at]) : 0
                signal[(size - Self.window) / 2 + i] = sample * hann[i]
            }
            signal.withUnsafeBufferPointer { signal in
                power.withUnsafeMutableBufferPointer { power in
                    work.withUnsafeMutableBufferPointer { work in
                        spectrum(signal, into: power, work: work)
                    }
                }
            }
            for band in filters.bands {
                var sum = 0.0
                for (i, weight) in band.weights.enumerated() {
                    sum += weight * power[band.first + i]
                }
                values.append(Float(log(max(sum, Self.least))))
            }
        }
        self.values = values
    }

    /// What the audio encoder reads, `[frames, bands]`: nothing lies more than 60 dB below the loudest
    /// value; then each band's mean is taken away, which is what microphone and room add, and all is
    /// divided by one standard deviation.
    package var normalized: [Float] {
        let floor = (values.max() ?? 0) - Self.range
        var x = values.map { max($0, floor) }
        var squares = 0.0
        for band in 0..<Self.bands {
            let places = stride(from: band, to: x.count, by: Self.bands)
            let mean = Float(places.reduce(0.0) { $0 + Double(x[$1]) } / Double(frames))
            for place in places {
                x[place] -= mean
                squares += Double(x[place]) * Double(x[place])
            }
        }
        let scale = Float(1 / ((squares / Double(x.count)).squareRoot() + 1e-3))
        return x.map { $0 * scale }
    }
}
