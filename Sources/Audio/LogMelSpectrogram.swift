import Foundation

/// How much power a recording has in each band at each time, as Whisper wants it (Radford et al.,
/// arXiv:2212.04356; `log_mel_spectrogram` of its code).
///
/// 16 kHz; a periodic Hann window of 400 samples (25 ms), one every 160 (10 ms), the first centred on
/// the first sample; zeros behind the recording, the beginning mirrored before it; squared magnitudes;
/// triangles of area 1 on Slaney's mel scale from 0 to 8 kHz; decimal logarithm of at least 1e-10,
/// nothing more than 8 below the largest; then (x + 4) / 4.
package struct LogMelSpectrogram: Sendable, Equatable {
    /// Samples from one frame to the next.
    package static let hop = 160
    static let window = 400
    private static let least = 1e-10
    private static let range: Float = 8

    /// `[frames, bands]`, flat.
    package let values: [Float]
    package let frames: Int
    package let bands: Int

    /// - `frames`: of the result; the recording is cut, or zeros are put behind it.
    package init(_ recording: Recording, frames: Int, bands: Int = 80) {
        (self.frames, self.bands) = (frames, bands)
        let padded = PaddedSamples(recording.samples, count: frames * Self.hop)
        let size = Self.window
        let spectrum = PowerSpectrum(length: size)
        let filters = MelFilters(count: bands, bins: size / 2 + 1, rate: Recording.rate)
        let hann = (0..<size).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(size)) }
        var signal = [Double](repeating: 0, count: size)
        var power = [Double](repeating: 0, count: size / 2 + 1)
        var work = [Double](repeating: 0, count: 2 * size)
        var values = [Float](repeating: Float(log10(Self.least)), count: frames * bands)
        for frame in 0..<frames {
            let first = frame * Self.hop - size / 2
            // Behind the recording everything is silent.
            if first >= recording.samples.count && first + size <= padded.count { break }
            for i in 0..<size { signal[i] = Double(padded[first + i]) * hann[i] }
            signal.withUnsafeBufferPointer { signal in
                power.withUnsafeMutableBufferPointer { power in
                    work.withUnsafeMutableBufferPointer { work in
                        spectrum(signal, into: power, work: work)
                    }
                }
            }
            for (index, band) in filters.bands.enumerated() {
                var sum = 0.0
                for (i, weight) in band.weights.enumerated() {
                    sum += weight * power[band.first + i]
                }
                values[frame * bands + index] = Float(log10(max(sum, Self.least)))
            }
        }
        let floor = (values.max() ?? 0) - Self.range
        self.values = values.map { (max($0, floor) + 4) / 4 }
    }
}

/// A recording of a given length, mirrored at both ends.
private struct PaddedSamples {
    private let samples: [Float]
    let count: Int

    init(_ samples: [Float], count: Int) { (self.samples, self.count) = (samples, count) }

    subscript(place: Int) -> Float {
        var place = abs(place)
        if place >= count { place = max(0, 2 * (count - 1) - place) }
        return place < samples.count ? samples[place] : 0
    }
}
