import Datasets
import Foundation
import Metrics
import Parsing

/// What `results.json` holds of a comparison: the results of every model, as its own evaluation has them,
/// and how far each is from the first.
package struct ComparisonResults: Codable, Equatable, Sendable {
    /// One model.
    package struct Model: Codable, Equatable, Sendable {
        /// What it is called here; its folder below `models` too.
        package let label: String
        package let results: EvaluationResults
    }

    /// By how much a model's scores are above another's.
    package struct Difference: Codable, Equatable, Sendable {
        /// The label of the model that is compared.
        package let model: String
        /// The label of the one that it is compared with.
        package let baseline: String
        package let scores: [ScoreDifference]
    }

    /// How far one score of a model is above that of the other.
    package struct ScoreDifference: Codable, Equatable, Sendable {
        package let name: String
        /// -1…1, above 0 where the model has more.
        package let value: Double
        /// 95 % paired bootstrap interval over videos, lower and upper end.
        package let interval: [Double]
        /// Share of the draws of videos in which the model has more, 0…1.
        package let drawsAbove: Double
    }

    package let format: String
    package let version: Int
    package let program: String
    package let benchmark: Benchmark
    package let subset: String
    package let dataset: String
    /// What the scores are, in words.
    package let scoring: String
    /// In the order given.
    package let models: [Model]
    /// Of every model but the first, from it; no scores where nothing could be scored.
    package let differences: [Difference]

    /// Scores finished journals.
    ///
    /// - `journals`: of all models, at least two; the first is what the others are compared with.
    /// - Throws: `EvaluationError.comparedDiffer` for those of other videos, `MaskError`, `MetricsError`.
    package init(_ journals: [(label: String, journal: EvaluationJournal)]) throws {
        let first = journals[0]
        for other in journals.dropFirst() {
            if let difference = other.journal.header.questions(differFrom: first.journal.header) {
                throw EvaluationError.comparedDiffer(
                    first: first.label, other: other.label, difference: difference)
            }
        }
        let scored = try journals.map { label, journal in
            var sampled = SampledScores.none
            let results = try EvaluationResults(journal, sampled: &sampled)
            return (model: Model(label: label, results: results), sampled: sampled)
        }
        let results = scored[0].model.results
        (format, version, program) = ("refseg.comparison", 1, results.program)
        (benchmark, subset, dataset) = (results.benchmark, results.subset, results.dataset)
        scoring = results.scoring
        models = scored.map(\.model)
        differences = scored.dropFirst().map { other in
            Difference(
                model: other.model.label, baseline: first.label,
                scores: other.sampled.above(scored[0].sampled))
        }
    }

    /// What is wrong with the dataset's files and changes figures, each once, in sentences.
    package var damage: [String] {
        models.flatMap { $0.results.damage ?? [] }.reduce(into: []) { known, finding in
            if !known.contains(finding) { known.append(finding) }
        }
    }

    /// The file's bytes.
    package func json() throws -> Data {
        try JSONEncoder.readable.encode(self) + [0x0a]
    }
}

extension SampledScores {
    /// How far these scores are above another model's on the same videos.
    fileprivate func above(_ other: SampledScores) -> [ComparisonResults.ScoreDifference] {
        names.indices.compactMap { score in
            guard let theirs = other.names.firstIndex(of: names[score]) else { return nil }
            // Adding 0 turns -0 into 0.
            let differences = zip(draws, other.draws).map { $0[score] - $1[theirs] }
            let interval = Bootstrap().interval(of: differences)
            return ComparisonResults.ScoreDifference(
                name: names[score],
                value: sixDecimals(values[score] - other.values[theirs]) + 0,
                interval: [sixDecimals(interval.lower) + 0, sixDecimals(interval.upper) + 0],
                drawsAbove: sixDecimals(
                    Double(differences.count { $0 > 0 }) / Double(differences.count)))
        }
    }
}

extension JournalHeader {
    /// In what the questions of another evaluation differ, in words; nil where the same is asked of both
    /// models.
    fileprivate func questions(differFrom other: JournalHeader) -> String? {
        let parts: [(name: String, of: (JournalHeader) -> String)] = [
            ("benchmark", { $0.benchmark.rawValue }), ("subset", { $0.subset }),
            ("dataset", { String($0.dataset.prefix(12)) }),
            ("sentences", { $0.speaker?.description ?? "read" }),
            ("written by", { $0.program }),
        ]
        for part in parts where part.of(other) != part.of(self) {
            return "\(part.name) \(part.of(self)), not \(part.of(other))"
        }
        return other.videos == videos ? nil : "other videos"
    }
}
