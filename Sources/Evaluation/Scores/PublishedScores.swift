/// Scores that papers print, to stand beside a user's; in percent.
package struct PublishedScores: Sendable, Equatable {
    package let model: String
    /// By the names of `EvaluationResults.Score`.
    package let scores: [String: Double]

    /// - `scores`: in percent, by the names of `EvaluationResults.Score`.
    init(_ model: String, _ scores: [String: Double]) {
        (self.model, self.scores) = (model, scores)
    }

    /// Of annotated frames, as the papers on A2D-Sentences print them.
    init(_ model: String, overall: Double, mean: Double, precision: Double) {
        self.init(model, ["overall IoU": overall, "mean IoU": mean, "mAP": precision])
    }
}
