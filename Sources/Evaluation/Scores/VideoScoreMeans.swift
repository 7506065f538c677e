import Metrics

/// Means of J and F over the objects or sentences of videos; where there are several annotators, over
/// those of each, then over annotators.
struct VideoScoreMeans {
    private struct Measured {
        let video: String
        let annotator: Int
        let scores: VideoScores
    }

    private var measured: [Measured] = []

    mutating func add(_ scores: VideoScores, video: String, annotator: Int = 0) {
        measured.append(Measured(video: video, annotator: annotator, scores: scores))
    }

    /// Every score; none where nothing was measured.
    ///
    /// - `byAnnotator`: whether J&F of every annotator follows.
    func scores(byAnnotator: Bool = false) -> SampledScores {
        if measured.isEmpty { return .none }
        let annotators = Set(measured.map(\.annotator)).sorted()
        let names =
            Self.names + (byAnnotator ? annotators.map { "J&F of annotator \($0 + 1)" } : [])
        return SampledScores(
            names: names, values: values(weights: measured.map { _ in 1 }, annotators),
            draws: Bootstrap().draws(clusters: measured.map(\.video)) {
                values(weights: $0, annotators)
            })
    }

    private static let names = ["J&F", "J", "F", "J recall", "J decay", "F recall", "F decay"]

    /// The scores in `names`, then J&F of every annotator.
    private func values(weights: [Int], _ annotators: [Int]) -> [Double] {
        let each = annotators.map { annotator in
            means(weights.indices.map { measured[$0].annotator == annotator ? weights[$0] : 0 })
        }
        let known = each.compactMap { $0 }
        let all = Self.names.indices.map { score in
            known.reduce(0) { $0 + $1[score] } / Double(max(known.count, 1))
        }
        return all + each.map { $0?[0] ?? 0 }
    }

    /// Weighted means of every score in `names`; nil without any weight.
    private func means(_ weights: [Int]) -> [Double]? {
        var sums = [Double](repeating: 0, count: Self.names.count)
        var total = 0.0
        for (measured, weight) in zip(measured, weights) where weight > 0 {
            let (region, boundary) = (measured.scores.region, measured.scores.boundary)
            let values = [
                measured.scores.mean, region.mean, boundary.mean, region.recall, region.decay,
                boundary.recall, boundary.decay,
            ]
            for (score, value) in values.enumerated() { sums[score] += Double(weight) * value }
            total += Double(weight)
        }
        return total > 0 ? sums.map { $0 / total } : nil
    }
}
