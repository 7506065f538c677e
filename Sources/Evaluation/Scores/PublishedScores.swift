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

// MUTR (Yan et al., AAAI 2024), as its repository prints them.
extension PublishedScores {
    static let mutrOnRefYouTubeVOS = mutr([
        ("R50", 61.9, 60.4, 63.4), ("R101", 63.6, 61.8, 65.4), ("Swin-L", 68.4, 66.4, 70.4),
        ("Video-Swin-T", 64.0, 62.2, 65.8), ("Video-Swin-S", 65.1, 63.0, 67.1),
        ("Video-Swin-B", 67.5, 65.4, 69.6), ("ConvNeXt-L", 66.7, 64.8, 68.7),
        ("ConvMAE-B", 66.9, 64.7, 69.1),
    ])

    static let mutrOnRefDAVIS17 = mutr([
        ("R50", 65.3, 62.4, 68.2), ("R101", 65.3, 61.9, 68.6), ("Swin-L", 68.0, 64.8, 71.3),
        ("Video-Swin-T", 66.5, 63.0, 70.0), ("Video-Swin-S", 66.1, 62.6, 69.8),
        ("Video-Swin-B", 66.4, 62.8, 70.0), ("ConvNeXt-L", 69.0, 65.6, 72.4),
        ("ConvMAE-B", 69.2, 65.6, 72.8),
    ])

    private static func mutr(
        _ rows: [(backbone: String, both: Double, region: Double, boundary: Double)]
    ) -> [PublishedScores] {
        rows.map {
            PublishedScores(
                "MUTR \($0.backbone)", ["J&F": $0.both, "J": $0.region, "F": $0.boundary])
        }
    }
}
