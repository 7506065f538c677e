import Masks

/// How well the outlines of two masks agree: F of DAVIS.
///
/// Perazzi et al. 2016 ("A Benchmark Dataset and Evaluation Methodology for Video Object
/// Segmentation", 4; the idea is Martin, Fowlkes and Malik's, 2004), in the approximation of the
/// DAVIS 2017 toolkit (Pont-Tuset et al. 2017, arXiv:1704.00675; `f_measure`): instead of a bipartite
/// matching, an outline's pixels count as found where the other outline, dilated by a disk, covers them.
public struct BoundaryMeasure: Sendable, Equatable {
    /// Share of the prediction's outline that is near the truth's.
    public let precision: Double
    /// Share of the truth's outline that is near the prediction's.
    public let recall: Double
    /// Harmonic mean of both, 0 where both are 0.
    public let f: Double

    /// DAVIS's tolerance, as a share of the image's diagonal.
    public static let tolerance = 0.008

    /// Both masks of the same size. Where only one has an outline, F is 0; where neither has, 1, even
    /// if one mask is empty and the other full.
    ///
    /// - `tolerance`: how far apart pixels may be, as a share of the diagonal, rounded up; from 1 on
    ///   in pixels.
    public init(prediction: PackedMask, truth: PackedMask, tolerance: Double = tolerance) {
        prediction.requireSameSize(truth)
        precondition(tolerance >= 0 && tolerance.isFinite, "tolerance \(tolerance)")
        let (width, height) = (prediction.width, prediction.height)
        let diagonal = Double(width * width + height * height).squareRoot()
        let radius = Int(tolerance >= 1 ? tolerance : (tolerance * diagonal).rounded(.up))
        // Outlines and what is near them matter only where there are any.
        let columns = prediction.columnsAround(truth)
        let predicted = prediction.cropped(columns).boundary
        let wanted = truth.cropped(columns).boundary
        switch (predicted.area, wanted.area) {
        case (0, 0): (precision, recall) = (1, 1)
        case (0, _): (precision, recall) = (1, 0)
        case (_, 0): (precision, recall) = (0, 1)
        case (let predictedArea, let wantedArea):
            let near = predicted.overlap(with: wanted.dilated(radius: radius)).intersection
            let found = wanted.overlap(with: predicted.dilated(radius: radius)).intersection
            precision = Double(near) / Double(predictedArea)
            recall = Double(found) / Double(wantedArea)
        }
        f = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    }
}

extension PackedMask {
    /// The columns in which either mask has a pixel, and one more on each side for the outline.
    fileprivate func columnsAround(_ other: PackedMask) -> Range<Int> {
        let (ours, theirs) = (occupiedColumns, other.occupiedColumns)
        guard !ours.isEmpty, !theirs.isEmpty else { return 0..<width }
        let first = min(ours.lowerBound, theirs.lowerBound)
        let end = max(ours.upperBound, theirs.upperBound)
        return max(0, first - 1)..<min(width, end + 1)
    }
}
