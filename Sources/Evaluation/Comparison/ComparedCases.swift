import Masks
import Metrics

/// A sentence in one frame, with what every model found there.
struct ComparedCase {
    /// What one model found.
    struct Finding {
        let label: String
        let target: TargetRecord
        /// With the true mask.
        let iou: Double
    }

    let video: String
    let sentence: SentenceRecord
    /// In the order of the models.
    let findings: [Finding]
}

/// The sentences at which the models of a comparison differ most from the first.
struct ComparedCases {
    private struct Candidate {
        let video: String
        let sentence: Int
        let target: Int
        /// By how much the IoU is above the first model's there.
        let gain: Double
    }

    /// Where another model is better than the first, the most first.
    let gains: [ComparedCase]
    /// Where another model is worse than the first, the most first.
    let losses: [ComparedCase]

    /// - `journals`: of all models, the same videos and sentences in each.
    /// - Throws: `EvaluationError`, `MaskError`.
    init(_ journals: [(label: String, journal: EvaluationJournal)]) throws {
        var (gains, losses): ([Candidate], [Candidate]) = ([], [])
        for video in journals[0].journal.header.videos {
            let records = try journals.compactMap { try $0.journal.record(of: video) }
            guard records.count == journals.count else { continue }
            for sentence in records[0].sentences.indices {
                let found = try Self.middle(records, video, sentence)
                if let best = found.max(by: { $0.gain < $1.gain }), best.gain > 0 {
                    gains.append(best)
                }
                if let worst = found.min(by: { $0.gain < $1.gain }), worst.gain < 0 {
                    losses.append(worst)
                }
            }
        }
        self.gains = try Self.shown(gains, journals) { $0.gain > $1.gain }
        self.losses = try Self.shown(losses, journals) { $0.gain < $1.gain }
    }

    /// The frame of a sentence in which a model's difference from the first is the median one, of every
    /// model but the first.
    private static func middle(
        _ records: [VideoRecord], _ video: String, _ sentence: Int
    ) throws -> [Candidate] {
        let all = try records.map { try $0.sentences[sentence].targets.map { try $0.iou } }
        return all.dropFirst().compactMap { ious in
            let gains = zip(ious, all[0]).enumerated().compactMap { target, pair in
                pair.0.flatMap { own in pair.1.map { (target: target, gain: own - $0) } }
            }.sorted { ($0.gain, $0.target) < ($1.gain, $1.target) }
            guard !gains.isEmpty else { return nil }
            let middle = gains[gains.count / 2]
            return Candidate(
                video: video, sentence: sentence, target: middle.target, gain: middle.gain)
        }
    }

    private static func shown(
        _ candidates: [Candidate], _ journals: [(label: String, journal: EvaluationJournal)],
        _ precedes: (Candidate, Candidate) -> Bool
    ) throws -> [ComparedCase] {
        let order = candidates.indices.sorted {
            precedes(candidates[$0], candidates[$1])
                || !precedes(candidates[$1], candidates[$0]) && $0 < $1
        }
        return try order.prefix(ReportCases.shown).map { index in
            let it = candidates[index]
            let sentences = try journals.map { label, journal in
                guard let record = try journal.record(of: it.video) else {
                    preconditionFailure("video \(it.video) was there a moment ago")
                }
                return (label: label, sentence: record.sentences[it.sentence])
            }
            return ComparedCase(
                video: it.video, sentence: sentences[0].sentence,
                findings: try sentences.map { label, sentence in
                    let target = sentence.targets[it.target]
                    return ComparedCase.Finding(
                        label: label, target: target, iou: try target.iou ?? 0)
                })
        }
    }
}
