import Datasets
import Segmenter

/// How a benchmark is evaluated, and what others reached on it.
struct BenchmarkScoring {
    /// How a published checkpoint was evaluated on it.
    let clipProtocol: SegmentationProtocol
    /// Whether single annotated frames are judged, each among its neighbours.
    var judgesAnnotatedFrames = false
    /// Measures the records of videos, none so far.
    let scores: any ScoreCollector
    /// Names of the scores that papers print.
    var columns = ["J&F", "J", "F"]
    /// What the scores are, in words: figures compare only where these are the same.
    let words: String
    /// What is known of the scored subset.
    var published: [PublishedScores] = []
}

extension Benchmark {
    var scoring: BenchmarkScoring {
        switch self {
        case .a2dSentences:
            .annotated(
                .a2dSentences,
                published: [
                    PublishedScores("MTTR (w = 10)", overall: 72.0, mean: 64.0, precision: 46.1),
                    PublishedScores(
                        "ReferFormer Video-Swin-T, from scratch", overall: 72.3, mean: 64.1,
                        precision: 48.6),
                    PublishedScores(
                        "ReferFormer Video-Swin-T", overall: 77.6, mean: 69.6, precision: 52.8),
                    PublishedScores(
                        "ReferFormer Video-Swin-S", overall: 77.7, mean: 69.8, precision: 53.9),
                    PublishedScores(
                        "ReferFormer Video-Swin-B", overall: 78.6, mean: 70.3, precision: 55.0),
                    PublishedScores(
                        "SgMg Video-Swin-B", overall: 79.9, mean: 72.0, precision: 58.5),
                    PublishedScores("SOC Video-Swin-T, from scratch", ["mAP": 50.4]),
                    PublishedScores("SOC Video-Swin-B", overall: 80.7, mean: 72.5, precision: 57.3),
                    PublishedScores("VD-IT", overall: 81.5, mean: 73.2, precision: 61.4),
                ])
        case .jhmdbSentences:
            .annotated(
                .jhmdbSentences,
                published: [
                    PublishedScores(
                        "ReferFormer Video-Swin-T, from scratch", overall: 70.0, mean: 69.3,
                        precision: 39.1),
                    PublishedScores(
                        "ReferFormer Video-Swin-T", overall: 71.9, mean: 71.0, precision: 42.2),
                    PublishedScores(
                        "ReferFormer Video-Swin-S", overall: 72.8, mean: 71.5, precision: 42.4),
                    PublishedScores(
                        "ReferFormer Video-Swin-B", overall: 73.0, mean: 71.8, precision: 43.7),
                    PublishedScores("SOC Video-Swin-B, other frames", ["mAP": 44.6]),
                ])
        case .refYouTubeVOS:
            BenchmarkScoring(
                clipProtocol: .refYouTubeVOS, scores: VideoBenchmarkScores(),
                words: "J and F of DAVIS: means over frames, then sentences; where both masks of a "
                    + "frame are empty, both are 1 (the code of the benchmark's own server was "
                    + "never published)",
                published: [
                    ("R50", 55.6), ("R101", 57.3), ("Swin-T", 58.7), ("Swin-L", 62.4),
                    ("Video-Swin-T", 59.4), ("Video-Swin-S", 60.1), ("Video-Swin-B", 62.9),
                    ("Video-Swin-B, joint training", 64.9),
                ].map { PublishedScores("ReferFormer \($0.0)", ["J&F": $0.1]) } + [
                    PublishedScores("MTTR (w = 12)", ["J&F": 55.3]),
                    PublishedScores("OnlineRefer R50", ["J&F": 57.3, "J": 55.6, "F": 58.9]),
                    PublishedScores("OnlineRefer Swin-L", ["J&F": 63.5, "J": 61.6, "F": 65.5]),
                    PublishedScores("SOC Video-Swin-B, joint training", ["J&F": 67.3]),
                ] + PublishedScores.mutrOnRefYouTubeVOS)
        case .refDAVIS17:
            BenchmarkScoring(
                clipProtocol: .refDAVIS, scores: RefDAVIS17Scores(),
                words:
                    "J and F of DAVIS as ReferFormer's eval_davis.py: the masks of each annotator "
                    + "are matched with a video's objects so that J&F is largest, void pixels left "
                    + "out and overlaps given to the better-scored mask; means over objects, then "
                    + "annotators; unmatched: each mask with the object that its sentence names",
                published: [("R50", 58.5), ("Swin-L", 60.5), ("Video-Swin-B", 61.1)].map {
                    PublishedScores("ReferFormer \($0.0)", ["J&F": $0.1])
                } + [
                    PublishedScores("OnlineRefer R50", ["J&F": 59.3, "J": 55.7, "F": 62.9]),
                    PublishedScores("OnlineRefer Swin-L", ["J&F": 64.8, "J": 61.6, "F": 67.7]),
                    PublishedScores("SOC Video-Swin-B, joint training", ["J&F": 65.8]),
                ] + PublishedScores.mutrOnRefDAVIS17)
        case .mevis:
            BenchmarkScoring(
                clipProtocol: .windows, scores: VideoBenchmarkScores(),
                words:
                    "J and F of DAVIS as eval_mevis.py: means over frames, then sentences; where "
                    + "both masks of a frame are empty, both are 1")
        case .avos:
            BenchmarkScoring(
                clipProtocol: .windows, scores: VideoBenchmarkScores(),
                words: BenchmarkScoring.measuresOfDAVIS,
                published: [PublishedScores("Wnet", ["J": 43.0, "F": 45.0])])
        case .clips:
            BenchmarkScoring(
                clipProtocol: .windows, scores: VideoBenchmarkScores(),
                words: BenchmarkScoring.measuresOfDAVIS)
        }
    }

    /// How a published checkpoint was evaluated on it.
    package var clipProtocol: SegmentationProtocol { scoring.clipProtocol }
}

extension BenchmarkScoring {
    fileprivate static let measuresOfDAVIS =
        "J and F of DAVIS: means over frames, then sentences; where both masks of a frame are "
        + "empty, both are 1"

    /// Single frames of a video, as A2D-Sentences has it.
    fileprivate static func annotated(
        _ clipProtocol: SegmentationProtocol, published: [PublishedScores]
    ) -> BenchmarkScoring {
        BenchmarkScoring(
            clipProtocol: clipProtocol, judgesAnnotatedFrames: true, scores: AnnotatedScores(),
            columns: [
                "overall IoU", "mean IoU", "P@0.5", "P@0.6", "P@0.7", "P@0.8", "P@0.9", "mAP",
                "top-1 mAP",
            ],
            words:
                "overall IoU, mean IoU and P@K of the best-scored mask of every sample, as MTTR's "
                + "metrics.py; mAP of all candidates as COCO's, top-1 mAP of the best-scored alone",
            published: published)
    }
}
