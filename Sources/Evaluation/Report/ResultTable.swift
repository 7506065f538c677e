import Datasets
import Foundation

/// The table that papers print, in percent: this model, its intervals, and published models.
package struct ResultTable: Sendable {
    /// A row: a name and one text for every column.
    package struct Row: Sendable, Equatable {
        package let name: String
        package let cells: [String]
    }

    /// Names of the columns.
    package let columns: [String]
    package let rows: [Row]

    package init(_ results: EvaluationResults) {
        columns = Self.columns(results)
        rows = Self.rows(results, named: results.model.name) + Self.published(results)
    }

    /// Of several models: each one's scores, then how far it is from the first, then published models.
    package init(_ comparison: ComparisonResults) {
        let first = comparison.models[0].results
        let columns = Self.columns(first)
        self.columns = columns
        rows =
            comparison.models.flatMap { Self.rows($0.results, named: $0.label) }
            + comparison.differences.flatMap { Self.rows($0, columns) } + Self.published(first)
    }

    private static func columns(_ results: EvaluationResults) -> [String] {
        let known = Set(results.scores.map(\.name))
        return results.written.scoring.columns.filter(known.contains)
    }

    /// How far a model is from the first.
    private static func rows(
        _ difference: ComparisonResults.Difference, _ columns: [String]
    ) -> [Row] {
        let scores = columns.compactMap { name in
            difference.scores.first { $0.name == name }
        }
        return [
            Row(
                name: "\(difference.model) minus \(difference.baseline)",
                cells: scores.map { signed($0.value) }),
            Row(
                name: "  95 % of videos like these",
                cells: scores.map { "\(signed($0.interval[0])) to \(signed($0.interval[1]))" }),
            Row(
                name: "  above 0 in draws of videos",
                cells: scores.map { percent($0.drawsAbove) + " %" }),
        ]
    }

    /// A model's own scores.
    private static func rows(_ results: EvaluationResults, named name: String) -> [Row] {
        let columns = Self.columns(results)
        let scores = columns.compactMap { name in results.scores.first { $0.name == name } }
        let own = [
            Row(name: name, cells: scores.map { Self.percent($0.value) }),
            Row(
                name: "  95 % of videos like these",
                cells: scores.map {
                    Self.percent($0.interval[0]) + "–" + Self.percent($0.interval[1])
                }),
        ]
        let annotators = results.scores.filter { $0.name.hasPrefix("J&F of ") }.map { score in
            Row(
                name: "  " + score.name.dropFirst("J&F of ".count),
                cells: [Self.percent(score.value)] + columns.dropFirst().map { _ in "" })
        }
        let unmatched = columns.compactMap { name in
            results.scores.first { $0.name == "unmatched \(name)" }
        }
        let asNamed =
            unmatched.isEmpty
            ? []
            : [
                Row(
                    name: "  unmatched: objects as named",
                    cells: unmatched.map { Self.percent($0.value) })
            ]
        return own + annotators + asNamed
    }

    /// What others reached.
    private static func published(_ results: EvaluationResults) -> [Row] {
        let columns = Self.columns(results)
        let isScored = results.subset == results.benchmark.subsets[0]
        return (isScored ? results.benchmark.scoring.published : []).map { model in
            Row(
                name: model.model,
                cells: columns.map { name in
                    model.scores[name].map { String(format: "%.1f", $0) } ?? ""
                })
        }
    }

    /// The table in columns of plain text.
    package var text: String {
        let first = rows.map { $0.name.count }.max() ?? 0
        let widths = columns.indices.map { column in
            max(columns[column].count, rows.map { $0.cells[column].count }.max() ?? 0)
        }
        func line(_ name: String, _ cells: [String]) -> String {
            let padded = zip(cells, widths).map {
                String(repeating: " ", count: $1 - $0.count) + $0
            }
            let text = ([name + String(repeating: " ", count: first - name.count)] + padded)
                .joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        return ([line("", columns)] + rows.map { line($0.name, $0.cells) })
            .joined(separator: "\n")
    }

    /// In percent, with its sign; nothing that looks like -0.
    private static func signed(_ share: Double) -> String {
        let text = String(format: "%+.1f", share * 100)
        return ["+0.0", "-0.0"].contains(text) ? "0.0" : text
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }
}
