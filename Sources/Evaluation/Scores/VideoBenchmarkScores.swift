import Masks
import Metrics

/// J, F and J&F of whole videos (Ref-YouTube-VOS, MeViS, clip folders): the mean over a sentence's
/// frames, then over sentences.
///
/// MeViS' `eval_mevis.py` (Ding et al. 2023) does the same: the truth is the union of a sentence's
/// objects, and where it and the prediction are empty, J and F are 1. What Ref-YouTube-VOS' server
/// computed was never published; papers describe it by DAVIS's measures.
struct VideoBenchmarkScores: ScoreCollector {
    private var means = VideoScoreMeans()
    private(set) var sentences: [EvaluationResults.Sentence] = []

    mutating func add(_ record: VideoRecord) throws {
        for sentence in record.sentences {
            guard let scores = VideoScores(try sentence.qualities()) else { continue }
            means.add(scores, video: record.video)
            sentences.append(EvaluationResults.Sentence(sentence, of: record.video, scores))
        }
    }

    func scores() -> SampledScores { means.scores() }
}

extension SentenceRecord {
    /// J and F of every frame whose true mask is known.
    ///
    /// - `void`: pixels of a frame that count for nothing.
    /// - Throws: `MaskError`.
    func qualities(
        void: (_ frame: Int) throws -> PackedMask? = { _ in nil }
    ) throws -> [FrameQuality] {
        try targets.compactMap { target in
            try target.truth.map { truth in
                FrameQuality(
                    prediction: PackedMask(try target.runs(target.chosen.mask)),
                    truth: PackedMask(try target.runs(truth)), void: try void(target.frame))
            }
        }
    }
}

extension EvaluationResults.Sentence {
    init(_ sentence: SentenceRecord, of video: String, _ scores: VideoScores) {
        self.init(
            video: video, id: sentence.id, text: sentence.text,
            frames: sentence.targets.count { $0.truth != nil },
            region: sixDecimals(scores.region.mean), boundary: sixDecimals(scores.boundary.mean))
    }
}
