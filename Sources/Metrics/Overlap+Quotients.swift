import Masks

/// The three published quotients of shared and covered pixels. They differ where masks are empty,
/// and by rounding.
extension Overlap {
    /// Region similarity J of DAVIS (Perazzi et al. 2016, 4): intersection / union, and 1 where both
    /// masks are empty.
    public var jaccard: Double { union == 0 ? 1 : Double(intersection) / Double(union) }

    /// What COCO compares with the thresholds of average precision: intersection / union, and 0
    /// where nothing is shared, even if both masks are empty (pycocotools, `rleIou`).
    public var cocoIoU: Double { intersection == 0 ? 0 : Double(intersection) / Double(union) }

    /// What the scripts for A2D- and J-HMDB-Sentences average and compare with K of P@K:
    /// (intersection + 1e-6) / (union + 1e-6), in single precision as there.
    ///
    /// The rounding decides where a quotient is exactly K: with more than some sixteen pixels the
    /// addend vanishes, so 1/2 is not above 0.5, but 3/5 becomes 0.60000002, which is above 0.6.
    public var smoothedIoU: Double {
        Double((Float(intersection) + 1e-6) / (Float(union) + 1e-6))
    }
}
