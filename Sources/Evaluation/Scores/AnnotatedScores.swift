import Masks
import Metrics

/// Overall and mean IoU, P@K and mAP of annotated frames (A2D- and J-HMDB-Sentences).
struct AnnotatedScores: ScoreCollector {
    private struct Sample {
        let image: String
        let video: String
        let measurement: SampleMeasurement
    }

    private var samples: [Sample] = []
    private(set) var sentences: [EvaluationResults.Sentence] = []

    mutating func add(_ record: VideoRecord) throws {
        for sentence in record.sentences {
            var total = 0.0
            var count = 0
            for target in sentence.targets {
                guard let truth = target.truth else { continue }
                let measurement = try SampleMeasurement(
                    truth: target.runs(truth),
                    candidates: target.candidates.map {
                        try ScoredMask(mask: target.runs($0.mask), score: $0.score)
                    })
                samples.append(
                    Sample(image: target.image, video: record.video, measurement: measurement))
                total += measurement.overlap.smoothedIoU
                count += 1
            }
            guard count > 0 else { continue }
            sentences.append(
                EvaluationResults.Sentence(
                    video: record.video, id: sentence.id, text: sentence.text, frames: count,
                    region: sixDecimals(total / Double(count)), boundary: nil))
        }
    }

    func scores() throws -> SampledScores {
        if samples.isEmpty { return .none }
        // COCO's tools sort images by their identifiers; that decides between equal scores.
        let ordered = samples.enumerated().sorted { first, second in
            let (left, right) = (first.element.image.utf8, second.element.image.utf8)
            if left.elementsEqual(right) { return first.offset < second.offset }
            return left.lexicographicallyPrecedes(right)
        }.map(\.element)
        let evaluation = try ReferringEvaluation(ordered.map(\.measurement))
        return SampledScores(
            names: ReferringScores.names, values: evaluation.scores().values,
            draws: evaluation.draws(Bootstrap(), clusters: ordered.map(\.video)))
    }
}
