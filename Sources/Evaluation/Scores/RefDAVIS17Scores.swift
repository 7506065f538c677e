import Masks
import Metrics

/// J, F and J&F of Ref-DAVIS17, as the script behind published figures computes them: `eval_davis.py`
/// of ReferFormer (Wu et al. 2022), which runs DAVIS's unsupervised track for every annotator.
///
/// The masks of one annotator's sentences about a video are matched with its objects so that J&F is
/// largest, whatever the sentences name, and void pixels are left out (`ObjectMatching`). As many
/// objects count as the first frame has. The script reads label images, in which a pixel has one
/// object: where a protocol lets masks overlap, the better-scored one has the pixel. Scores are means over the objects of all videos, then over
/// the four annotators. What a user would expect, every mask with the object that its sentence names,
/// comes beside it as "unmatched".
struct RefDAVIS17Scores: ScoreCollector {
    private var matched = VideoScoreMeans()
    private var unmatched = VideoScoreMeans()
    private(set) var sentences: [EvaluationResults.Sentence] = []

    mutating func add(_ record: VideoRecord) throws {
        guard let frames = record.labelledFrames, let first = frames.first else { return }
        let annotators = Dictionary(grouping: record.sentences) { $0.annotator ?? 0 }
        var matchings = annotators.mapValues {
            ObjectMatching(predictions: $0.count, objects: first.objects.count)
        }
        let voids = try frames.map { try $0.packed($0.void) }
        for (index, frame) in frames.enumerated() {
            let objects = try frame.objects.map { try frame.packed($0) }
            for (annotator, sentences) in annotators {
                matchings[annotator]?.add(
                    predictions: try frame.predictions(of: sentences, in: index),
                    objects: objects, void: voids[index])
            }
        }
        for (annotator, matching) in matchings.sorted(by: { $0.key < $1.key }) {
            for scores in matching.scores {
                matched.add(scores, video: record.video, annotator: annotator)
            }
        }
        for sentence in record.sentences {
            let qualities = try sentence.qualities {
                voids.indices.contains($0) ? voids[$0] : nil
            }
            guard let scores = VideoScores(qualities) else { continue }
            unmatched.add(scores, video: record.video, annotator: sentence.annotator ?? 0)
            sentences.append(EvaluationResults.Sentence(sentence, of: record.video, scores))
        }
    }

    func scores() -> SampledScores {
        matched.scores(byAnnotator: true).followed(by: unmatched.scores(), named: "unmatched ")
    }
}

extension LabelledFrame {
    /// Reads a mask of the frame.
    ///
    /// - Throws: `MaskError`.
    fileprivate func packed(_ counts: String) throws -> PackedMask {
        PackedMask(try RunLengths(width: width, height: height, compressed: counts))
    }

    /// What was found for every sentence, no pixel twice; nothing where it was not asked for.
    fileprivate func predictions(
        of sentences: [SentenceRecord], in index: Int
    ) throws -> [PackedMask] {
        let empty = PackedMask(emptyWithWidth: width, height: height)
        var (predictions, taken) = (sentences.map { _ in empty }, empty)
        let asked = sentences.enumerated().compactMap { place, sentence in
            sentence.targets.first { $0.frame == index }.map { (place, $0) }
        }
        let bestFirst = asked.sorted { ($0.1.chosen.score, $1.0) > ($1.1.chosen.score, $0.0) }
        for (place, target) in bestFirst {
            let mask = PackedMask(try target.runs(target.chosen.mask))
            predictions[place] = mask.subtracting(taken)
            taken = taken.union(mask)
        }
        return predictions
    }
}
