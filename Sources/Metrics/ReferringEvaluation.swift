import Masks

/// One sample measured: a sentence about one annotated frame, with one truth.
///
/// Holds no masks, so that a data set of any size can be scored as it is read.
public struct SampleMeasurement: Sendable, Equatable {
    /// Of the best-scored mask with the truth.
    public let overlap: Overlap
    /// Of all masks offered.
    public let candidates: DetectionMatches
    /// Of the best-scored mask alone.
    public let best: DetectionMatches

    /// - `candidates`: one mask for every query of the model. The best-scored, the last of equals as
    ///   in the published script, is the sample's mask; without any it is an empty one.
    /// - Throws: `MetricsError.sizesDiffer`.
    public init(truth: RunLengths, candidates: [ScoredMask]) throws {
        self.candidates = try DetectionMatches(truths: [truth], detections: candidates)
        let best = candidates.reduce(nil as ScoredMask?) { best, next in
            best.map { $0.score > next.score } == true ? best : next
        }
        overlap =
            best.map { truth.overlap(with: $0.mask) } ?? Overlap(intersection: 0, union: truth.area)
        self.best = DetectionMatches(
            scores: best.map { [$0.score] } ?? [], overlaps: best == nil ? [] : [[overlap.cocoIoU]],
            truths: 1)
    }
}

/// The scores of A2D- and J-HMDB-Sentences.
public struct ReferringScores: Sendable, Equatable {
    /// Of every sample's best-scored mask.
    public let region: RegionScores
    /// As papers score: the masks of *all* queries of a sample enter, each with its score.
    ///
    /// A query that lost may still be the one that fits, and then adds to the recall; that is worth
    /// about three points over `topOneAveragePrecision`. Compare published mAP with this one.
    public let averagePrecision: AveragePrecision
    /// Of every sample's best-scored mask alone: what a user gets, who sees one mask.
    public let topOneAveragePrecision: AveragePrecision

    /// Names of `values`.
    public static let names =
        ["overall IoU", "mean IoU"] + RegionScores.thresholds.map { "P@\($0)" }
        + ["mAP", "AP50", "AP75", "top-1 mAP", "top-1 AP50", "top-1 AP75"]

    /// Every score, in the order of `names`; all within 0...1.
    public var values: [Double] {
        [region.overallIoU, region.meanIoU] + region.precision
            + [averagePrecision, topOneAveragePrecision].flatMap { [$0.mean, $0.at50, $0.at75] }
    }
}

/// A data set's measured samples, which give scores and how sure they are.
public struct ReferringEvaluation: Sendable {
    private let overlaps: [Overlap]
    private let candidates: DetectionRanking
    private let best: DetectionRanking

    /// - `samples`: in the order of their identifiers, which decides between equal scores.
    /// - Throws: `MetricsError.nothingToScore` where there are none.
    public init(_ samples: [SampleMeasurement]) throws {
        guard !samples.isEmpty else { throw MetricsError.nothingToScore }
        overlaps = samples.map(\.overlap)
        candidates = DetectionRanking(samples.map(\.candidates))
        best = DetectionRanking(samples.map(\.best))
    }

    /// The scores.
    ///
    /// - `weights`: how often each sample counts; not all 0. Once each where nothing is given.
    public func scores(
        definition: IoUDefinition = .smoothed, weights: [Int]? = nil
    ) -> ReferringScores {
        let region = RegionScores(overlaps, definition: definition, weights: weights)
        guard let candidates = candidates.averagePrecision(weights: weights),
            let best = best.averagePrecision(weights: weights)
        else { preconditionFailure("every sample has a truth, and one has a weight") }
        return ReferringScores(
            region: region, averagePrecision: candidates, topOneAveragePrecision: best)
    }

    /// `scores().values` on every draw, `[resamples][ReferringScores.names]`.
    ///
    /// - `clusters`: for every sample, what is drawn together, e.g. its video: frames of one video,
    ///   and sentences about it, are no independent samples.
    public func draws(
        _ bootstrap: Bootstrap, clusters: [some Hashable], definition: IoUDefinition = .smoothed
    ) -> [[Double]] {
        precondition(
            clusters.count == overlaps.count, "\(clusters.count) of \(overlaps.count) samples")
        return bootstrap.draws(clusters: clusters) {
            scores(definition: definition, weights: $0).values
        }
    }
}
