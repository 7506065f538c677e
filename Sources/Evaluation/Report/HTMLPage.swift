import Foundation

/// What every report is made of: one file of HTML that needs no network.
enum HTMLPage {
    /// The whole page.
    ///
    /// - `title`: plain text.
    /// - `parts`: of the body, in HTML.
    /// - `style`: rules beside those of every report.
    static func page(_ title: String, _ parts: [String], style: String = "") -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        img-src data:; style-src 'unsafe-inline'">
        <title>\(escaped(title))</title>
        <style>\(ReportStyle.sheet)\(style)</style>
        </head>
        <body>
        \(parts.joined(separator: "\n"))
        </body>
        </html>

        """
    }

    /// What stands in place of a table.
    static let unscored = "<p>No true masks are published for it: nothing is scored.</p>"

    /// What the colours of a picture mean.
    static let colours =
        "<b class=chosen>Orange</b>: the model's mask; <b class=truth>blue</b>: the true one; green "
        + "where they agree."

    /// What a model found in a frame.
    ///
    /// - Throws: `MaskError`.
    static func found(_ target: TargetRecord, iou: Double) throws -> String {
        let isEmpty = try target.runs(target.chosen.mask).area == 0
        return "<b>IoU \(decimals(iou))</b>, score \(decimals(target.chosen.score))"
            + (isEmpty ? ", empty mask" : "")
    }

    static func decimals(_ value: Double) -> String { String(format: "%.3f", value) }

    /// What is told of an evaluation, in plain text.
    static func facts(_ facts: [(name: String, text: String)]) -> String {
        "<dl>"
            + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.text))</dd>" }.joined()
            + "</dl>"
    }

    /// What is wrong with the dataset's files.
    static func damage(_ findings: [String]) -> String {
        "<h2>Damaged files</h2><p>These figures are not the published data set's.</p><ul>"
            + findings.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>"
    }

    /// A table.
    ///
    /// - `own`: whether a row is to be emphasised.
    static func table(_ table: ResultTable, own: (_ row: Int, _ name: String) -> Bool) -> String {
        let head = table.columns.map { "<th>\(escaped($0))</th>" }.joined()
        let rows = table.rows.enumerated().map { index, row in
            "<tr\(own(index, row.name) ? " class=own" : "")><th>\(escaped(row.name))</th>"
                + row.cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return "<div class=wide><table><tr><th></th>\(head)</tr>\(rows.joined())</table></div>"
    }

    static func escaped(_ text: String) -> String {
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
}
