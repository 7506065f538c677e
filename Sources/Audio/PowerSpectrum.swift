import Foundation

/// |F x|² of real signals whose length is a power of two, in double precision.
///
/// The even and odd samples make one complex signal of half the length, transformed by radix-2
/// butterflies in place (Cooley and Tukey 1965) and taken apart afterwards.
struct PowerSpectrum {
    /// Samples of a signal.
    let length: Int
    private let reversed: [Int]
    /// exp(-2πi k / length) for k up to half the length.
    private let cosines: [Double]
    private let sines: [Double]

    init(length: Int) {
        precondition(length >= 4 && length & (length - 1) == 0, "transform of \(length) samples")
        self.length = length
        let half = length / 2
        let bits = half.trailingZeroBitCount
        reversed = (0..<half).map { index in
            (0..<bits).reduce(0) { $0 | (index >> $1 & 1) << (bits - 1 - $1) }
        }
        let angles = (0...half).map { -2 * Double.pi * Double($0) / Double(length) }
        cosines = angles.map { cos($0) }
        sines = angles.map { sin($0) }
    }

    /// - `signal`: `length` samples.
    /// - `power`: receives `length / 2 + 1` values.
    /// - `work`: `length` values of any content.
    func callAsFunction(
        _ signal: UnsafeBufferPointer<Double>, into power: UnsafeMutableBufferPointer<Double>,
        work: UnsafeMutableBufferPointer<Double>
    ) {
        let half = length / 2
        let (real, imaginary) = (work[..<half], work[half...])
        let re = UnsafeMutableBufferPointer(rebasing: real)
        let im = UnsafeMutableBufferPointer(rebasing: imaginary)
        for i in 0..<half {
            re[i] = signal[2 * reversed[i]]
            im[i] = signal[2 * reversed[i] + 1]
        }
        butterflies(re, im)
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

    private func butterflies(
        _ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>
    ) {
        let half = length / 2
        var size = 1
        while size < half {
            let step = length / (2 * size)
            for start in stride(from: 0, to: half, by: 2 * size) {
                for k in 0..<size {
                    let (c, s) = (cosines[k * step], sines[k * step])
                    let (i, j) = (start + k, start + k + size)
                    let x = c * re[j] - s * im[j]
                    let y = c * im[j] + s * re[j]
                    (re[j], im[j]) = (re[i] - x, im[i] - y)
                    (re[i], im[i]) = (re[i] + x, im[i] + y)
                }
            }
            size *= 2
        }
    }
}
