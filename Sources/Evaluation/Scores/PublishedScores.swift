import Datasets

/// Scores that papers print, to stand beside a user's; in percent.
package struct PublishedScores: Sendable, Equatable {
    package let model: String
    /// By the names of `EvaluationResults.Score`.
    package let scores: [String: Double]

    /// What is known of a benchmark's scored subset.
    package static func of(_ benchmark: Benchmark, subset: String) -> [PublishedScores] {
        guard subset == benchmark.subsets[0] else { return [] }
        switch benchmark {
        case .a2dSentences:
            return [
                annotated("MTTR (w = 10)", 72.0, 64.0, 46.1),
                annotated("ReferFormer Video-Swin-T, from scratch", 72.3, 64.1, 48.6),
                annotated("ReferFormer Video-Swin-T", 77.6, 69.6, 52.8),
                annotated("ReferFormer Video-Swin-S", 77.7, 69.8, 53.9),
                annotated("ReferFormer Video-Swin-B", 78.6, 70.3, 55.0),
                annotated("SgMg Video-Swin-B", 79.9, 72.0, 58.5),
                annotated("SOC Video-Swin-B", 80.7, 72.5, 57.3),
                annotated("VD-IT", 81.5, 73.2, 61.4),
            ]
        case .jhmdbSentences:
            return [
                annotated("ReferFormer Video-Swin-T, from scratch", 70.0, 69.3, 39.1),
                annotated("ReferFormer Video-Swin-T", 71.9, 71.0, 42.2),
                annotated("ReferFormer Video-Swin-S", 72.8, 71.5, 42.4),
                annotated("ReferFormer Video-Swin-B", 73.0, 71.8, 43.7),
            ]
        case .refYouTubeVOS:
            return [
                ("R50", 55.6), ("R101", 57.3), ("Swin-T", 58.7), ("Swin-L", 62.4),
                ("Video-Swin-T", 59.4), ("Video-Swin-S", 60.1), ("Video-Swin-B", 62.9),
                ("Video-Swin-B, joint training", 64.9),
            ].map { PublishedScores(model: "ReferFormer \($0.0)", scores: ["J&F": $0.1]) }
        case .refDAVIS17:
            return [("R50", 58.5), ("Swin-L", 60.5), ("Video-Swin-B", 61.1)].map {
                PublishedScores(model: "ReferFormer \($0.0)", scores: ["J&F": $0.1])
            }
        case .avos: return [PublishedScores(model: "Wnet", scores: ["J": 43.0, "F": 45.0])]
        case .mevis, .clips: return []
        }
    }

    private static func annotated(
        _ model: String, _ overall: Double, _ mean: Double, _ precision: Double
    ) -> PublishedScores {
        PublishedScores(
            model: model, scores: ["overall IoU": overall, "mean IoU": mean, "mAP": precision])
    }
}
