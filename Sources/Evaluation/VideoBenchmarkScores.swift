import Datasets
import Masks
import Metrics

/// J, F and J&F of whole videos: the mean over a sentence's frames, then over sentences; on Ref-DAVIS17
/// over the sentences of each annotator, then over annotators.
struct VideoBenchmarkScores: ScoreCollector {
    private struct Measured {
        let video: String
        let annotator: Int
        let scores: VideoScores
    }

    private let isByAnnotator: Bool
    private var measured: [Measured] = []
    private(set) var sentences: [EvaluationResults.Sentence] = []

    init(_ benchmark: Benchmark) { isByAnnotator = benchmark == .refDAVIS17 }

    mutating func add(_ record: VideoRecord) throws {
        for sentence in record.sentences {
            let frames = try sentence.targets.compactMap { target in
                try target.truth.map { truth in
                    FrameQuality(
                        prediction: PackedMask(try target.runs(target.chosen.mask)),
                        truth: PackedMask(try target.runs(truth)))
                }
            }
            guard let scores = VideoScores(frames) else { continue }
            measured.append(
                Measured(
                    video: record.video, annotator: isByAnnotator ? sentence.annotator ?? 0 : 0,
                    scores: scores))
            sentences.append(
                EvaluationResults.Sentence(
                    video: record.video, id: sentence.id, text: sentence.text,
                    frames: frames.count, region: sixDecimals(scores.region.mean),
                    boundary: sixDecimals(scores.boundary.mean)))
        }
    }

    func scores() throws -> [EvaluationResults.Score] {
        if measured.isEmpty { return [] }
        let annotators = Set(measured.map(\.annotator)).sorted()
        let names =
            Self.names + (isByAnnotator ? annotators.map { "J&F of annotator \($0 + 1)" } : [])
        let values = values(weights: measured.map { _ in 1 }, annotators)
        let intervals = Bootstrap().intervals(clusters: measured.map(\.video)) {
            self.values(weights: $0, annotators)
        }
        return zip(zip(names, values), intervals).map {
            EvaluationResults.Score($0.0, $0.1, $1)
        }
    }

    private static let names = ["J&F", "J", "F", "J recall", "J decay", "F recall", "F decay"]

    private func values(weights: [Int], _ annotators: [Int]) -> [Double] {
        let each = annotators.map { annotator in
            means(weights.indices.map { measured[$0].annotator == annotator ? weights[$0] : 0 })
        }
        let known = each.compactMap { $0 }
        let all = Self.names.indices.map { score in
            known.reduce(0) { $0 + $1[score] } / Double(max(known.count, 1))
        }
        return all + (isByAnnotator ? each.map { $0?[0] ?? 0 } : [])
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
