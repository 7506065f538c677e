import Datasets
import Evaluation
import Foundation
import Parsing

/// What a finished evaluation writes and prints.
struct EvaluationOutput {
    private let journal: EvaluationJournal
    private let folder: EvaluationFolder
    private let exports: [PredictionExport.Format]
    private let json: Bool
    private let dataset: Dataset?

    /// - `dataset`: for the report's pictures; nil to look where the journal says that it lay.
    /// - `json`: whether standard output gets `results.json` instead of the table.
    init(
        _ journal: EvaluationJournal, _ folder: EvaluationFolder,
        exports: [PredictionExport.Format], json: Bool, dataset: Dataset? = nil
    ) {
        self.dataset = dataset ?? journal.datasetAtHand
        (self.journal, self.folder, self.exports, self.json) = (journal, folder, exports, json)
    }

    /// - Throws: `EvaluationError`, and whatever is wrong with the records.
    func write() throws {
        let results = try EvaluationResults(journal)
        let (data, written) = try writeFiles(results)
        if json {
            FileHandle.standardOutput.write(data)
            return
        }
        print(
            EvaluationSummary.title(
                results, sentences: journal.sentenceCount, "protocol \(results.clipProtocol)"))
        print(EvaluationSummary.table(results, ResultTable(results)))
        if let speech = results.speech { print(speech.summary) }
        if let damage = results.damage { print(EvaluationSummary.damage(damage)) }
        for name in [EvaluationResults.name, ReportPage.name] + written {
            print(folder.place(name))
        }
    }

    /// Writes what stands in the folder.
    ///
    /// - `results`: of the journal.
    /// - Returns: the bytes of `results.json`, and the names of what was exported.
    /// - Throws: as `write()`.
    func writeFiles(_ results: EvaluationResults) throws -> (json: Data, exported: [String]) {
        let data = try results.json()
        let written = try exports.map { try PredictionExport(journal, $0).write(to: folder) }
        let report = try ReportPage(results, journal, dataset: dataset)
        try folder.write(report.html.utf8, to: ReportPage.name)
        try folder.write(data, to: EvaluationResults.name)
        return (data, written)
    }
}

/// `run.json`: what a run on this machine took. Nothing else in the output depends on the time.
struct RunTiming {
    private struct Record: Encodable {
        let machine: Machine
        let threads: Int
        let began: String
        let seconds: Double
        let videos: Int
        let videosOfEarlierRuns: Int
        let modelsBesides: Int?
    }

    private let began = Date()
    private let finishedBefore: Int
    private let threads: Int

    init(finishedBefore: Int, threads: Int?) {
        self.finishedBefore = finishedBefore
        self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    }

    /// - `models`: others that ran in the same time; nil where there could be none.
    func write(to folder: EvaluationFolder, finished: Int, besides models: Int? = nil) throws {
        let record = Record(
            machine: try Machine.current(), threads: threads,
            began: began.ISO8601Format(),
            seconds: (Date().timeIntervalSince(began) * 10).rounded() / 10,
            videos: finished - finishedBefore, videosOfEarlierRuns: finishedBefore,
            modelsBesides: models)
        try folder.write(try JSONEncoder.readable.encode(record) + [0x0a], to: "run.json")
    }
}
