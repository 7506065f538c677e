import Foundation

/// Triangles of area 1 over the bins of a spectrum, evenly spaced on Slaney's mel scale: linear below
/// 1 kHz, logarithmic above (Slaney 1998, Auditory Toolbox; librosa's default).
struct MelFilters {
    /// The bins that a band looks at, and their weights.
    struct Band {
        let first: Int
        let weights: [Double]
    }

    let bands: [Band]

    /// - `bins`: of the spectrum, from 0 to half the `rate`.
    init(count: Int, bins: Int, rate: Int) {
        let nyquist = Double(rate) / 2
        let top = Self.mel(nyquist)
        let edges = (0..<(count + 2)).map {
            Self.hertz(top * Double($0) / Double(count + 1))
        }
        bands = (0..<count).map { band in
            let (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2])
            let weights = (0..<bins).map { bin -> Double in
                let frequency = nyquist * Double(bin) / Double(bins - 1)
                let height = min(
                    (frequency - low) / (centre - low), (high - frequency) / (high - centre))
                return max(0, height) * 2 / (high - low)
            }
            let first = weights.firstIndex { $0 > 0 } ?? 0
            let last = weights.lastIndex { $0 > 0 } ?? 0
            return Band(first: first, weights: Array(weights[first...last]))
        }
    }

    static func mel(_ hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }

    static func hertz(_ mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
}
