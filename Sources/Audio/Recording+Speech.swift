extension Recording {
    /// Samples of the stretches whose power decides where speech begins and ends (20 ms).
    private static let stretch = rate / 50
    /// Samples kept before the first and after the last loud stretch (1 s): words that are cut close are
    /// heard worse.
    private static let margin = rate
    /// Power below the loudest stretch that counts as silence: 40 dB.
    private static let silence = 1e-4
    /// Recordings that stay below this, -80 dB, hold nothing but the noise of a converter.
    private static let leastPeak: Float = 1e-4

    /// The part between leading and trailing silence, without constant offset, its peak at 1; nil
    /// where everything is silent.
    package var spoken: Recording? {
        let mean = Float(samples.reduce(0.0) { $0 + Double($1) } / Double(max(1, samples.count)))
        let range = Self.loud(samples, around: mean)
        let peak = samples[range].reduce(0) { max($0, abs($1 - mean)) }
        guard peak >= Self.leastPeak else { return nil }
        return Recording(samples: samples[range].map { ($0 - mean) / peak })
    }

    /// From a margin before the first loud stretch to a margin after the last one.
    private static func loud(_ samples: [Float], around mean: Float) -> Range<Int> {
        let count = samples.count / stretch
        guard count >= 3 else { return samples.indices }
        let powers = (0..<count).map { index in
            samples[(index * stretch)..<((index + 1) * stretch)].reduce(0.0) {
                $0 + Double($1 - mean) * Double($1 - mean)
            }
        }
        let threshold = (powers.max() ?? 0) * silence
        guard let first = powers.firstIndex(where: { $0 > threshold }),
            let last = powers.lastIndex(where: { $0 > threshold })
        else { return samples.indices }
        return max(0, first * stretch - margin)..<min(samples.count, (last + 1) * stretch + margin)
    }
}
