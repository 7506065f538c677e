import Tensors

/// How far a model may be from reference values, by the precision in which it computes.
///
/// In single precision only the order of sums differs. Weights of bfloat16 are off by up to a 512th each and
/// those of 8 bits by a 254th of their row's largest; with AVX-512 BF16 what they are multiplied with is rounded
/// as well. On the generated weights of all references that came to .044 and .11 of a stage's largest magnitude,
/// and to .13 and .63 of an output's, where it has gone through all layers. Generated weights leave masks no
/// margin, so that pixels near the threshold fall on either side: .048 and .11 of them. Allowed is about a quarter
/// more than that.
struct Allowance {
    /// Of a stage, in shares of its largest magnitude.
    let stage: Double
    /// Of what heads and post-processing give, likewise.
    let output: Double
    /// Pixels of a mask that may differ, as a share.
    let pixels: Double

    init(of precision: Precision) {
        (stage, output, pixels) =
            switch precision {
            case .fp32: (1e-4, 1e-4, 1e-4)
            case .bf16: (0.055, 0.16, 0.06)
            case .int8: (0.14, 0.8, 0.14)
            }
    }
}
