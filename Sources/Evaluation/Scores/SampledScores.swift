import Metrics

/// Scores of one model, and what they would have been with other videos of the same kind.
struct SampledScores {
    /// As papers call them.
    let names: [String]
    /// 0…1, one a name.
    let values: [Double]
    /// The same scores on every draw of videos, `[resamples][names]`. Those of two models on the same
    /// videos are paired draw by draw.
    let draws: [[Double]]

    /// Nothing was measured.
    static let none = SampledScores(names: [], values: [], draws: [])

    /// The scores as `results.json` has them.
    var scores: [EvaluationResults.Score] {
        names.indices.map { score in
            EvaluationResults.Score(
                names[score], values[score], Bootstrap().interval(of: draws.map { $0[score] }))
        }
    }

    /// These scores, then those of the same videos measured in another way.
    ///
    /// - `prefix`: goes before each of their names.
    func followed(by others: SampledScores, named prefix: String) -> SampledScores {
        guard !names.isEmpty, !others.names.isEmpty else { return names.isEmpty ? others : self }
        return SampledScores(
            names: names + others.names.map { prefix + $0 }, values: values + others.values,
            draws: zip(draws, others.draws).map { $0 + $1 })
    }
}
