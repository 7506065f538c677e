import Randomness

/// Where a score would lie with other samples of the same kind.
public struct ConfidenceInterval: Sendable, Equatable {
    /// Lower end.
    public let lower: Double
    /// Upper end.
    public let upper: Double

    /// From one end to the other.
    public init(lower: Double, upper: Double) {
        (self.lower, self.upper) = (lower, upper)
    }
}

/// Percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, 13.3): a score is computed again and
/// again, each time on as many samples drawn with replacement.
///
/// The same seed gives the same intervals.
public struct Bootstrap: Sendable {
    /// How often samples are drawn.
    public let resamples: Int
    /// Share of the resampled scores that an interval holds.
    public let level: Double
    /// What the draws follow from.
    public let seed: UInt64

    /// - `resamples`: at least 1.
    /// - `level`: within 0...1.
    public init(resamples: Int = 1_000, level: Double = 0.95, seed: UInt64 = 1) {
        precondition(resamples > 0 && (0...1).contains(level), "\(resamples) at level \(level)")
        (self.resamples, self.level, self.seed) = (resamples, level, seed)
    }

    /// Intervals of several scores over the same draws.
    ///
    /// - `clusters`: for every sample, what it belongs to. Clusters are drawn whole, as many as there
    ///   are, since samples of one video resemble each other. Not empty.
    /// - `scores`: computes the scores, given how often each sample was drawn.
    public func intervals(
        clusters: [some Hashable], _ scores: ([Int]) -> [Double]
    ) -> [ConfidenceInterval] {
        let draws = draws(clusters: clusters, scores)
        return draws[0].indices.map { score in interval(of: draws.map { $0[score] }) }
    }

    /// Several scores, computed again on every draw, `[resamples][scores]`.
    ///
    /// The draws follow from the seed and the clusters alone: scores of two models on the same samples
    /// are paired draw by draw, so that an interval of their differences can be taken.
    ///
    /// - `clusters`, `scores`: as of `intervals`.
    public func draws(
        clusters: [some Hashable], _ scores: ([Int]) -> [Double]
    ) -> [[Double]] {
        precondition(!clusters.isEmpty, "nothing to draw from")
        let members = Self.numbered(clusters)
        let count = (members.max() ?? 0) + 1
        var generator = SplitMix64(seed: seed)
        return (0..<resamples).map { _ in
            var times = [Int](repeating: 0, count: count)
            for _ in 0..<count { times[Int.random(in: 0..<count, using: &generator)] += 1 }
            return scores(members.map { times[$0] })
        }
    }

    /// Intervals of several scores over the same draws of single samples.
    ///
    /// - `count`: number of samples, at least 1.
    public func intervals(
        samples count: Int, _ scores: ([Int]) -> [Double]
    ) -> [ConfidenceInterval] {
        intervals(clusters: Array(0..<count), scores)
    }

    /// The middle `level` of one score's draws.
    ///
    /// - `values`: not empty.
    public func interval(of values: [Double]) -> ConfidenceInterval {
        let sorted = values.sorted()
        return ConfidenceInterval(
            lower: Self.percentile((1 - level) / 2, of: sorted),
            upper: Self.percentile((1 + level) / 2, of: sorted))
    }

    /// The value below which a share lies, interpolated between neighbours (as numpy's `percentile`).
    private static func percentile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }

    /// Clusters as numbers from 0 on, in the order in which they first appear.
    private static func numbered<Cluster: Hashable>(_ clusters: [Cluster]) -> [Int] {
        var numbers: [Cluster: Int] = [:]
        return clusters.map { cluster in
            let number = numbers[cluster] ?? numbers.count
            numbers[cluster] = number
            return number
        }
    }
}
