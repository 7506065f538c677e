import Datasets
import Foundation

/// `report.html`: the table, a histogram of IoU, and the worst and best cases with pictures, in one
/// file that needs no network. The same journal and dataset give the same bytes.
package struct ReportPage {
    /// The name of the file.
    package static let name = "report.html"

    /// The page.
    package let html: String

    /// - `dataset`: for the pictures' frames; nil where it is not at hand, and pictures show masks alone.
    /// - Throws: `EvaluationError`, `MaskError`.
    package init(
        _ results: EvaluationResults, _ journal: EvaluationJournal, dataset: Dataset?
    ) throws {
        let cases = try ReportCases(journal)
        let pictures = CasePictures(dataset)
        let title = "\(results.benchmark.title) (\(results.subset)): \(results.model.name)"
        var parts = [
            "<h1>\(Self.escaped(title))</h1>", Self.facts(results),
            results.scores.isEmpty
                ? "<p>No true masks are published for it: nothing is scored.</p>"
                : Self.table(ResultTable(results)),
        ]
        if !cases.values.isEmpty {
            parts.append(
                "<h2>IoU of every mask</h2><figure>\(Histogram(cases.values).svg)</figure>")
        }
        for (heading, shown) in [("Worst sentences", cases.worst), ("Best sentences", cases.best)]
        where !shown.isEmpty {
            parts.append(
                "<h2>\(heading)</h2><p>Each by the frame of its median IoU. "
                    + "<b class=chosen>orange</b>: the model's mask; <b class=truth>blue</b>: the true one.</p>"
            )
            parts += try shown.map { try Self.section($0, pictures) }
        }
        html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            img-src data:; style-src 'unsafe-inline'">
            <title>\(Self.escaped(title))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            \(parts.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func facts(_ results: EvaluationResults) -> String {
        let facts = [
            ("model", "\(results.model.name), sha256 \(results.model.sha256)"),
            ("protocol", results.clipProtocol),
            ("scores", results.scoring),
            (
                "dataset",
                "\(results.videos.grouped) videos, \(results.masks.grouped) masks, digest "
                    + results.dataset
            ),
            ("program", results.program),
            (
                "computed on",
                results.machines.map { "\($0.name) (\($0.videos.grouped) videos)" }
                    .joined(separator: "; ")
            ),
        ]
        return "<dl>"
            + facts.map { "<dt>\($0.0)</dt><dd>\(escaped($0.1))</dd>" }.joined() + "</dl>"
    }

    private static func table(_ table: ResultTable) -> String {
        let head = table.columns.map { "<th>\(escaped($0))</th>" }.joined()
        let rows = table.rows.map { row in
            "<tr><th>\(escaped(row.name))</th>"
                + row.cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return "<table><tr><th></th>\(head)</tr>\(rows.joined())</table>"
    }

    private static func section(
        _ it: ReportCase, _ pictures: CasePictures
    ) throws -> String {
        let rivals = it.rivals.map { rival in
            "<tr><th>\(escaped(rival.name))</th>"
                + "<td>\(rival.score.map { String(format: "%.3f", $0) } ?? "")</td>"
                + String(
                    format: "<td>%.3f</td><td>%.3f</td></tr>", rival.withTruth, rival.withChosen)
        }
        let caption = escaped("“\(it.sentence.text)”")
        let place = escaped("\(it.video), sentence \(it.sentence.id), frame \(it.target.name)")
        return """
            <section><img alt="\(place)" src="\(try pictures.dataURI(it))"><div>
            <h3>\(caption)</h3><p>\(place): IoU \(String(format: "%.3f", it.iou))</p>
            <table><tr><th>rivals</th><th>score</th><th>IoU with truth</th><th>with the mask</th></tr>
            \(rivals.joined())</table></div></section>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    private static let style = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;\
        color:#222;background:#fff}\
        table{border-collapse:collapse}th,td{padding:.15rem .7rem;text-align:right;white-space:nowrap}\
        tr>th:first-child{text-align:left;font-weight:normal;white-space:pre-wrap}\
        tr:nth-child(2) th,tr:nth-child(2) td{font-weight:bold}\
        section tr:nth-child(2) th,section tr:nth-child(2) td{font-weight:normal}\
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dd{margin:0;\
        overflow-wrap:anywhere}figure{margin:0;max-width:44rem}svg rect{fill:#0072b2}\
        svg text{font-size:11px;text-anchor:middle}svg path{stroke:#222}\
        section{display:grid;grid-template-columns:minmax(12rem,24rem) 1fr;gap:1rem;margin:1rem 0;\
        border-top:1px solid #ddd;padding-top:1rem}img{width:100%}h3{margin:0}\
        .chosen{color:#b87a00}.truth{color:#0072b2}\
        @media(max-width:44rem){section{display:block}}
        """
}
