import Datasets
import Foundation
import Parsing

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
            "<h1>\(HTMLPage.escaped(title))</h1>", Self.facts(results),
            results.scores.isEmpty
                ? HTMLPage.unscored
                : HTMLPage.table(ResultTable(results)) { row, _ in row == 0 },
        ]
        if let damage = results.damage {
            parts.insert(HTMLPage.damage(damage), at: 1)
        }
        if !cases.values.isEmpty {
            parts.append(
                "<h2>IoU of every mask</h2><figure>\(Histogram(cases.values).svg)</figure>")
        }
        for (heading, shown) in [("Worst sentences", cases.worst), ("Best sentences", cases.best)]
        where !shown.isEmpty {
            parts.append(
                "<h2>\(heading)</h2><p>Each by the frame of its median IoU. \(HTMLPage.colours)</p>"
            )
            let cards = try shown.map { try Self.card($0, pictures) }
            parts.append("<div class=cases>\n\(cards.joined(separator: "\n"))\n</div>")
        }
        html = HTMLPage.page(title, parts)
    }

    private static func facts(_ results: EvaluationResults) -> String {
        let listener = results.speech?.listener.map {
            ("heard by", "\($0.name), sha256 \($0.sha256)")
        }
        let speaker = results.speech.map { ("sentences", $0.summary) }
        let spoken = [speaker, listener].compactMap(\.self)
        let facts = [
            ("model", "\(results.model.name), sha256 \(results.model.sha256)"),
            ("protocol", results.clipProtocol),
            ("scores", results.scoring),
            (
                "dataset",
                "\(results.videos.grouped) videos, \(results.masks.grouped) masks, digest "
                    + results.dataset
            ),
        ]
        let origin = [
            ("program", results.program),
            (
                "computed on",
                results.machines.map { "\($0.machine) (\($0.videos.grouped) videos)" }
                    .joined(separator: "; ")
            ),
        ]
        return HTMLPage.facts(facts + spoken + origin)
    }

    private static func card(_ it: ReportCase, _ pictures: CasePictures) throws -> String {
        let place = HTMLPage.escaped(
            "\(it.video), sentence \(it.sentence.id), frame \(it.target.name)")
        return """
            <article><img alt="\(place)" src="\(try pictures.dataURI(it))"><div>
            <h3>\(HTMLPage.escaped("“\(it.sentence.text)”"))</h3>\(heard(it.sentence.speech))
            <p>\(try HTMLPage.found(it.target, iou: it.iou))</p>
            <p class=place>\(place)</p>
            \(rivals(it))</div></article>
            """
    }

    /// What was heard of a sentence; nothing where it was read.
    private static func heard(_ speech: SpeechRecord?) -> String {
        guard let speech else { return "" }
        let words = speech.heard.map { "heard “\($0)”" } ?? "nothing understood"
        return "<p>\(HTMLPage.escaped(words)), confidence "
            + String(format: "%.2f</p>", speech.confidence)
    }

    /// What else could have been meant; nothing where the model offered one mask, and it met no other
    /// object's.
    private static func rivals(_ it: ReportCase) -> String {
        guard it.rivals.count > 1 else { return "" }
        let rows = it.rivals.map { rival in
            "<tr><th>\(HTMLPage.escaped(rival.name))</th><td>\(rival.score.map(HTMLPage.decimals) ?? "")</td>"
                + "<td>\(HTMLPage.decimals(rival.withTruth))</td><td>\(HTMLPage.decimals(rival.withChosen))</td></tr>"
        }
        return "<table><tr><th>rivals</th><th>score</th><th>IoU with truth</th>"
            + "<th>with the mask</th></tr>\(rows.joined())</table>"
    }
}
