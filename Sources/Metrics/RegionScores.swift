import Masks

/// How well one mask a sample covers its truth: overall IoU, mean IoU and P@K.
///
/// The measures of A2D-Sentences (Gavrilyuk et al. 2018, arXiv:1803.07485, 5.1), as the evaluation
/// script of MTTR and ReferFormer computes them.
public struct RegionScores: Sendable, Equatable {
    /// The K of P@K.
    public static let thresholds = [0.5, 0.6, 0.7, 0.8, 0.9]

    /// Pixels shared in all samples over pixels covered in all samples: large objects weigh more.
    /// 1 where every mask is empty.
    public let overallIoU: Double
    /// Mean of the samples' IoU.
    public let meanIoU: Double
    /// For every threshold, the share of samples whose IoU is strictly above it.
    public let precision: [Double]

    /// - `overlaps`: of every sample's mask with its truth, at least one.
    /// - `weights`: how often each sample counts; not all 0. Once each where nothing is given.
    public init(
        _ overlaps: [Overlap], definition: IoUDefinition = .smoothed, weights: [Int]? = nil
    ) {
        precondition(
            (weights ?? [1]).contains { $0 > 0 } && (weights ?? []).allSatisfy { $0 >= 0 }
                && !overlaps.isEmpty && overlaps.count == weights?.count ?? overlaps.count,
            "\(weights?.count ?? 0) weights for \(overlaps.count) samples")
        var (count, intersection, union, sum) = (0, 0, 0, 0.0)
        var above = [Int](repeating: 0, count: Self.thresholds.count)
        for (index, overlap) in overlaps.enumerated() {
            let weight = weights?[index] ?? 1
            let iou = definition.value(overlap)
            count += weight
            intersection += weight * overlap.intersection
            union += weight * overlap.union
            sum += Double(weight) * iou
            for (k, threshold) in Self.thresholds.enumerated() where iou > threshold {
                above[k] += weight
            }
        }
        overallIoU = Overlap(intersection: intersection, union: union).jaccard
        meanIoU = sum / Double(count)
        precision = above.map { Double($0) / Double(count) }
    }
}
