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
        let scores = results.written.scoring.columns.compactMap { name in
            results.scores.first { $0.name == name }
        }
        let columns = scores.map(\.name)
        let own = [
            Row(name: results.model.name, cells: scores.map { Self.percent($0.value) }),
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
        let isScored = results.subset == results.benchmark.subsets[0]
        let published = (isScored ? results.benchmark.scoring.published : []).map { model in
            Row(
                name: model.model,
                cells: columns.map { name in
                    model.scores[name].map { String(format: "%.1f", $0) } ?? ""
                })
        }
        self.columns = columns
        rows = own + annotators + asNamed + published
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

    private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }
}
