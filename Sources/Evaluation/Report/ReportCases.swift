import Masks
import Metrics

/// A sentence in one frame, with what the model offered there: a case that a report shows.
struct ReportCase {
    /// Something else that could have been meant.
    struct Rival {
        /// Such as "candidate 3".
        let name: String
        /// How sure the model is of it; nil for what it did not offer.
        let score: Double?
        /// IoU with the truth.
        let withTruth: Double
        /// IoU with what the model chose.
        let withChosen: Double
    }

    let video: String
    let sentence: SentenceRecord
    let target: TargetRecord
    let iou: Double
    let rivals: [Rival]
}

/// Every sentence's worst frame, of which the worst and best are kept.
struct ReportCases {
    /// How many cases of a kind a report shows.
    static let shown = 6

    private struct Candidate {
        let video: String
        let sentence: Int
        let target: Int
        let iou: Double
    }

    /// IoU of every scored mask.
    private(set) var values: [Double] = []
    private(set) var worst: [ReportCase] = []
    private(set) var best: [ReportCase] = []

    /// - Throws: `EvaluationError`, `MaskError`.
    init(_ journal: EvaluationJournal) throws {
        var representatives: [Candidate] = []
        try journal.forEachRecord { record in
            for (index, sentence) in record.sentences.enumerated() {
                let measured = try Self.measured(sentence)
                values += measured.map(\.iou)
                // The middle frame by IoU stands for the sentence.
                let sorted = measured.sorted { ($0.iou, $0.target) < ($1.iou, $1.target) }
                guard !sorted.isEmpty else { continue }
                let middle = sorted[sorted.count / 2]
                representatives.append(
                    Candidate(
                        video: record.video, sentence: index, target: middle.target,
                        iou: middle.iou))
            }
        }
        let order = representatives.indices.sorted {
            (representatives[$0].iou, $0) < (representatives[$1].iou, $1)
        }
        let count = min(Self.shown, order.count / 2)
        worst = try order.prefix(max(count, min(1, order.count))).map {
            try Self.shown(representatives[$0], journal)
        }
        best = try order.suffix(count).reversed().map {
            try Self.shown(representatives[$0], journal)
        }
    }

    private static func measured(
        _ sentence: SentenceRecord
    ) throws -> [(target: Int, iou: Double)] {
        try sentence.targets.enumerated().compactMap { index, target in
            try target.iou.map { (index, $0) }
        }
    }

    private static func shown(
        _ candidate: Candidate, _ journal: EvaluationJournal
    ) throws -> ReportCase {
        guard let record = try journal.record(of: candidate.video) else {
            preconditionFailure("video \(candidate.video) was there a moment ago")
        }
        let sentence = record.sentences[candidate.sentence]
        let target = sentence.targets[candidate.target]
        return ReportCase(
            video: record.video, sentence: sentence, target: target, iou: candidate.iou,
            rivals: try offered(target) + others(record, candidate.sentence, target))
    }

    /// The model's candidates, best-scored first.
    private static func offered(_ target: TargetRecord) throws -> [ReportCase.Rival] {
        let chosen = try target.runs(target.chosen.mask)
        let truth = try target.truth.map { try target.runs($0) }
        return try target.candidates.enumerated().sorted {
            ($0.element.score, $0.offset) > ($1.element.score, $1.offset)
        }.map { index, candidate in
            let mask = try target.runs(candidate.mask)
            return ReportCase.Rival(
                name: "candidate \(index + 1)" + (candidate == target.chosen ? ", chosen" : ""),
                score: candidate.score,
                withTruth: truth?.overlap(with: mask).jaccard ?? 0,
                withChosen: chosen.overlap(with: mask).jaccard)
        }
    }

    /// Other objects of the frame that the chosen mask covers: the wrong one was taken.
    private static func others(
        _ record: VideoRecord, _ own: Int, _ target: TargetRecord
    ) throws -> [ReportCase.Rival] {
        let sentence = record.sentences[own]
        let chosen = try target.runs(target.chosen.mask)
        let truth = try target.truth.map { try target.runs($0) }
        var seen: Set<String> = []
        return try record.sentences.enumerated().compactMap { index, other in
            guard index != own, other.object == nil || other.object != sentence.object,
                let match = other.targets.first(where: { $0.frame == target.frame }),
                let counts = match.truth, seen.insert(counts).inserted
            else { return nil }
            let mask = try match.runs(counts)
            let overlap = chosen.overlap(with: mask)
            guard overlap.intersection > 0 else { return nil }
            return ReportCase.Rival(
                name: "what “\(other.text)” means", score: nil,
                withTruth: truth?.overlap(with: mask).jaccard ?? 0, withChosen: overlap.jaccard)
        }
    }
}
