import Foundation

/// A table of figures in Markdown: a row a figure, a column a kind of processor, which a new report fills in
/// or adds.
package struct BenchmarkDocument {
    /// All that is not the table stays as it is.
    private var before: [String]
    private var after: [String]
    private var columns: [String]
    private var rows: [(name: String, cells: [String: String])]

    /// - `text`: of a document that has such a table, or none.
    package init(_ text: String) {
        let lines = text.components(separatedBy: "\n")
        let start = lines.firstIndex { $0.hasPrefix(Self.corner) } ?? lines.endIndex
        let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
        let cells = lines[start..<end].map {
            $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        (before, after) = (Array(lines[..<start]), Array(lines[end...]))
        let columns = Array((cells.first ?? []).dropFirst())
        self.columns = columns
        rows = cells.dropFirst(2).map { row in
            (row.first ?? "", Dictionary(zip(columns, row.dropFirst()), uniquingKeysWith: { $1 }))
        }
    }

    private static let corner = "| figure |"

    /// Enters a report in the column of its processor, and leaves figures that it lacks.
    package mutating func enter(_ report: BenchmarkReport) {
        let column = "\(report.processor), \(report.instructionSet)"
        if !columns.contains(column) { columns.append(column) }
        for (name, cell) in report.results.flatMap(Self.figures) {
            if let index = rows.firstIndex(where: { $0.name == name }) {
                rows[index].cells[column] = cell
            } else {
                rows.append((name, [column: cell]))
            }
        }
    }

    package var text: String {
        var table = ["\(Self.corner) " + columns.map { "\($0) |" }.joined(separator: " ")]
        table.append("|---|" + columns.map { _ in "---|" }.joined())
        for row in rows {
            table.append(
                "| \(row.name) | "
                    + columns.map { "\(row.cells[$0] ?? "") |" }.joined(separator: " "))
        }
        return (before + table + after).joined(separator: "\n")
    }

    private static func figures(_ it: BenchmarkResult) -> [(String, String)] {
        let name = "\(it.name), \(it.threads) thread\(it.threads == 1 ? "" : "s")"
        let trust = it.wasDisturbed ? " (disturbed)" : ""
        let pace =
            it.frames.map { String(format: "%.2f frames/s", Double($0) / it.median) }
            ?? String(format: "%.2f s a sentence", it.median)
        let ideal = it.median * it.peak.product / max(it.operations, 1)
        return [
            (name, pace + trust),
            ("\(name), of the time at the peak", String(format: "%.2f", ideal) + trust),
            (
                "\(name), start to first \(it.frames == nil ? "word" : "mask")",
                String(format: "%.2f s", it.first) + trust
            ),
            ("\(name), memory", "\(it.memory / 1_000_000) MB"),
        ]
    }
}
