import Datasets
import Foundation
import Metrics
import Parsing
import Segmenter

/// What `results.json` holds: figures, and everything that they depend on. The same evaluation gives
/// the same bytes, however often it was interrupted and on however many machines it ran.
package struct EvaluationResults: Codable, Equatable, Sendable {
    /// The name of the file.
    package static let name = "results.json"

    /// One figure, 0…1.
    package struct Score: Codable, Equatable, Sendable {
        /// As papers call it.
        package let name: String
        package let value: Double
        /// 95 % bootstrap interval over videos, lower and upper end.
        package let interval: [Double]
    }

    /// Figures of one sentence.
    package struct Sentence: Codable, Equatable, Sendable {
        package let video: String
        package let id: String
        package let text: String
        /// Frames that were scored.
        package let frames: Int
        /// Mean over its frames: IoU, or J.
        package let region: Double
        /// Mean F, where the benchmark has it.
        package let boundary: Double?
    }

    /// What a machine computed.
    package struct MachineShare: Codable, Equatable, Sendable {
        package let machine: Machine
        package let videos: Int
    }

    package let format: String
    package let version: Int
    package let program: String
    package let benchmark: Benchmark
    package let subset: String
    package let dataset: String
    package let model: ModelIdentity
    package let clipProtocol: String
    /// What the scores are, in words.
    package let scoring: String
    /// What was heard; nil where sentences were read.
    package let speech: SpeechResults?
    package let videos: Int
    /// Masks that were predicted.
    package let masks: Int
    package let machines: [MachineShare]
    /// What is wrong with the dataset's files and changes figures, in sentences; nil where nothing is.
    package let damage: [String]?
    /// Empty where no true masks are published.
    package let scores: [Score]
    package let sentences: [Sentence]

    /// Scores a finished journal.
    ///
    /// - `truth` in its records decides; frames without it are not scored.
    /// - Throws: `EvaluationError`, `MaskError`, `MetricsError`.
    package init(_ journal: EvaluationJournal) throws {
        var sampled = SampledScores.none
        try self.init(journal, sampled: &sampled)
    }

    /// As above.
    ///
    /// - `sampled`: gets the scores with their draws, to be compared with another model's.
    init(_ journal: EvaluationJournal, sampled: inout SampledScores) throws {
        let header = journal.header
        var machines: [Machine: Int] = [:]
        var damage = header.damage ?? []
        var (videos, masks) = (0, 0)
        let scoring = header.written.scoring
        var collected = scoring.scores
        var spoken: [(video: String, sentence: SentenceRecord)] = []
        try journal.forEachRecord { record in
            videos += 1
            machines[record.machine, default: 0] += 1
            damage += record.damage ?? []
            masks += record.sentences.reduce(0) { $0 + $1.targets.count }
            try collected.add(record)
            if header.speaker != nil { spoken += record.sentences.map { (record.video, $0) } }
        }
        (format, version, program) = ("refseg.evaluation", 1, header.program)
        (benchmark, subset, dataset) = (header.benchmark, header.subset, header.dataset)
        (model, clipProtocol) = (header.model, header.clipProtocol)
        self.scoring = scoring.words
        speech = header.speaker.map {
            SpeechResults($0, by: header.audioRoute, header.listener, spoken)
        }
        (self.videos, self.masks) = (videos, masks)
        self.machines = machines.map { MachineShare(machine: $0, videos: $1) }
            .sorted { $0.machine.description < $1.machine.description }
        self.damage = damage.isEmpty ? nil : damage
        sampled = try collected.scores()
        (scores, sentences) = (sampled.scores, collected.sentences)
    }

    /// The benchmark whose protocol and scores were followed.
    var written: Benchmark { benchmark.written(subset) }

    /// The file's bytes.
    package func json() throws -> Data {
        var data = try JSONEncoder.readable.encode(self)
        data.append(0x0a)
        return data
    }
}

/// Measures videos as their records come, and keeps no masks.
protocol ScoreCollector {
    mutating func add(_ record: VideoRecord) throws
    var sentences: [EvaluationResults.Sentence] { get }
    /// Empty where nothing could be scored.
    func scores() throws -> SampledScores
}

extension EvaluationResults.Score {
    /// Six decimals: the rest would be noise.
    init(_ name: String, _ value: Double, _ interval: ConfidenceInterval) {
        self.name = name
        self.value = sixDecimals(value)
        self.interval = [sixDecimals(interval.lower), sixDecimals(interval.upper)]
    }
}

func sixDecimals(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
