import Datasets
import Evaluation
import Foundation
import Parsing

/// What a finished comparison writes and prints.
struct ComparisonOutput {
    /// One of the models, all of its videos finished.
    typealias Model = (label: String, journal: EvaluationJournal, folder: EvaluationFolder)

    private let models: [Model]
    private let folder: ComparisonFolder
    private let exports: [PredictionExport.Format]
    private let json: Bool
    private let dataset: Dataset?

    /// - `models`: in the order of the comparison.
    /// - `dataset`: for the reports' pictures; nil to look where the journals say that it lay.
    /// - `json`: whether standard output gets `results.json` instead of the table.
    init(
        _ models: [Model], _ folder: ComparisonFolder, exports: [PredictionExport.Format],
        json: Bool, dataset: Dataset? = nil
    ) {
        self.dataset = dataset ?? models[0].journal.datasetAtHand
        (self.models, self.folder, self.exports, self.json) = (models, folder, exports, json)
    }

    /// - Throws: `EvaluationError`, and whatever is wrong with the records.
    func write() throws {
        let journals = models.map { ($0.label, $0.journal) }
        let comparison = try ComparisonResults(journals)
        var written: [String] = []
        for (model, scored) in zip(models, comparison.models) {
            let output = EvaluationOutput(
                model.journal, model.folder, exports: exports, json: json, dataset: dataset)
            written += try output.writeFiles(scored.results).exported
                .map { model.folder.place($0) }
        }
        let data = try comparison.json()
        let report = try ComparisonPage(comparison, journals, dataset: dataset)
        try folder.folder.write(report.html.utf8, to: ReportPage.name)
        try folder.folder.write(data, to: EvaluationResults.name)
        if json {
            FileHandle.standardOutput.write(data)
            return
        }
        printTable(comparison)
        for name in [EvaluationResults.name, ReportPage.name] {
            print(folder.folder.place(name))
        }
        for path in written { print(path) }
    }

    private func printTable(_ comparison: ComparisonResults) {
        let first = comparison.models[0].results
        print(
            EvaluationSummary.title(
                first, sentences: models[0].journal.sentenceCount, protocols(comparison)))
        print(EvaluationSummary.table(first, ResultTable(comparison)))
        for model in comparison.models {
            if let speech = model.results.speech { print("\(model.label): \(speech.summary)") }
        }
        if !comparison.damage.isEmpty { print(EvaluationSummary.damage(comparison.damage)) }
    }

    private func protocols(_ comparison: ComparisonResults) -> String {
        let names = comparison.models.map(\.results.clipProtocol)
        if Set(names).count == 1 { return "protocol \(names[0])" }
        return "protocols "
            + comparison.models.map { "\($0.results.clipProtocol) (\($0.label))" }
            .joined(separator: ", ")
    }
}
