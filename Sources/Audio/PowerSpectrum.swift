import Foundation

/// |F x|² of real signals of an even length, in double precision; fast where the length is a product of
/// small primes.
///
/// The even and odd samples make one complex signal of half the length, transformed factor by factor
/// without reordering (Stockham; Cooley and Tukey 1965) and taken apart afterwards.
struct PowerSpectrum {
    /// Samples of a signal.
    let length: Int
    /// Primes whose product is half the length.
    private let factors: [Int]
    /// exp(-2πi k / length) for k below the length.
    private let cosines: [Double]
    private let sines: [Double]

    init(length: Int) {
        precondition(length >= 4 && length % 2 == 0, "transform of \(length) samples")
        self.length = length
        var (rest, factors, prime) = (length / 2, [Int](), 2)
        while rest > 1 {
            if rest % prime == 0 {
                factors.append(prime)
                rest /= prime
            } else {
                prime += 1
            }
        }
        self.factors = factors
        let angles = (0..<length).map { -2 * Double.pi * Double($0) / Double(length) }
        cosines = angles.map { cos($0) }
        sines = angles.map { sin($0) }
    }

    /// - `signal`: `length` samples.
    /// - `power`: receives `length / 2 + 1` values.
    /// - `work`: `2 · length` values of any content.
    func callAsFunction(
        _ signal: UnsafeBufferPointer<Double>, into power: UnsafeMutableBufferPointer<Double>,
        work: UnsafeMutableBufferPointer<Double>
    ) {
        let half = length / 2
        func quarter(_ index: Int) -> UnsafeMutableBufferPointer<Double> {
            UnsafeMutableBufferPointer(rebasing: work[(index * half)..<((index + 1) * half)])
        }
        var (re, im, otherRe, otherIm) = (quarter(0), quarter(1), quarter(2), quarter(3))
        for i in 0..<half {
            re[i] = signal[2 * i]
            im[i] = signal[2 * i + 1]
        }
        var (left, stride) = (half, 1)
        for factor in factors {
            pass(factor, left, stride, re, im, otherRe, otherIm)
            (re, im, otherRe, otherIm) = (otherRe, otherIm, re, im)
            left /= factor
            stride *= factor
        }
        for k in 0...half {
            // The signal's even samples have the symmetric, the odd ones the other part.
            let (a, b) = (k % half, (half - k) % half)
            let (evenRe, evenIm) = ((re[a] + re[b]) / 2, (im[a] - im[b]) / 2)
            let (oddRe, oddIm) = ((im[a] + im[b]) / 2, (re[b] - re[a]) / 2)
            let x = evenRe + cosines[k] * oddRe - sines[k] * oddIm
            let y = evenIm + cosines[k] * oddIm + sines[k] * oddRe
            power[k] = x * x + y * y
        }
    }

    /// Takes one factor out of transforms of `left` values each, of which `stride` lie interleaved.
    private func pass(
        _ factor: Int, _ left: Int, _ stride: Int, _ re: UnsafeMutableBufferPointer<Double>,
        _ im: UnsafeMutableBufferPointer<Double>, _ toRe: UnsafeMutableBufferPointer<Double>,
        _ toIm: UnsafeMutableBufferPointer<Double>
    ) {
        let rest = left / factor
        let turn = length / left
        cosines.withUnsafeBufferPointer { cosines in
            sines.withUnsafeBufferPointer { sines in
                for p in 0..<rest {
                    for j in 0..<factor {
                        let to = stride * (factor * p + j)
                        for q in 0..<stride { (toRe[to + q], toIm[to + q]) = (0, 0) }
                        for k in 0..<factor {
                            let angle = (j * (k * rest + p)) % left * turn
                            let (c, s) = (cosines[angle], sines[angle])
                            let from = stride * (p + rest * k)
                            for q in 0..<stride {
                                toRe[to + q] += c * re[from + q] - s * im[from + q]
                                toIm[to + q] += c * im[from + q] + s * re[from + q]
                            }
                        }
                    }
                }
            }
        }
    }
}
