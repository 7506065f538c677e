import Datasets
import Foundation
import Parsing

/// `report.html` of a comparison: the table, and the sentences at which the models differ most, the masks
/// of all of them side by side. The same journals and dataset give the same bytes.
package struct ComparisonPage {
    /// The page.
    package let html: String

    /// - `journals`: of all models, in the order of the results.
    /// - `dataset`: for the pictures' frames; nil where it is not at hand, and pictures show masks alone.
    /// - Throws: `EvaluationError`, `MaskError`.
    package init(
        _ comparison: ComparisonResults, _ journals: [(label: String, journal: EvaluationJournal)],
        dataset: Dataset?
    ) throws {
        let cases = try ComparedCases(journals)
        let pictures = CasePictures(dataset)
        let labels = comparison.models.map(\.label)
        let first = comparison.models[0].results
        let title =
            "\(first.benchmark.title) (\(first.subset)): \(labels.joined(separator: ", "))"
        var parts = [
            "<h1>\(HTMLPage.escaped(title))</h1>", Self.facts(comparison),
            first.scores.isEmpty
                ? HTMLPage.unscored
                : HTMLPage.table(ResultTable(comparison)) { _, name in labels.contains(name) },
            "<p>Reports of each: \(comparison.models.map(Self.link).joined(separator: ", ")).</p>",
        ]
        if !comparison.damage.isEmpty { parts.insert(HTMLPage.damage(comparison.damage), at: 1) }
        for (heading, shown) in [
            ("Where another model gains most on \(labels[0])", cases.gains),
            ("Where another model loses most to \(labels[0])", cases.losses),
        ] where !shown.isEmpty {
            parts.append(
                "<h2>\(HTMLPage.escaped(heading))</h2><p>Each by the frame of its median difference in "
                    + "IoU. \(HTMLPage.colours)</p>")
            parts += try shown.map { try Self.card($0, pictures) }
        }
        html = HTMLPage.page(title, parts, style: Self.style)
    }

    private static let style = """

        .models{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr));\
        gap:.5rem}article>.models{padding:.6rem .8rem 0}.models figure{max-width:none}\
        article{margin-bottom:1rem}
        """

    private static func facts(_ comparison: ComparisonResults) -> String {
        let models = comparison.models.map { model in
            (
                name: model.label,
                text: "\(model.results.model.name), sha256 \(model.results.model.sha256), protocol "
                    + model.results.clipProtocol
            )
        }
        let first = comparison.models[0].results
        return HTMLPage.facts(
            models + [
                ("scores", comparison.scoring),
                (
                    "dataset",
                    "\(first.videos.grouped) videos, \(first.masks.grouped) masks, digest "
                        + comparison.dataset
                ), ("program", comparison.program),
            ])
    }

    private static func link(_ model: ComparisonResults.Model) -> String {
        let place = ComparisonFolder.reportPlace(of: model.label)
            .addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        return "<a href=\"\(HTMLPage.escaped(place ?? ""))\">\(HTMLPage.escaped(model.label))</a>"
    }

    private static func card(_ it: ComparedCase, _ pictures: CasePictures) throws -> String {
        let place = HTMLPage.escaped(
            "\(it.video), sentence \(it.sentence.id), frame \(it.findings[0].target.name)")
        let figures = try it.findings.map { finding in
            let label = HTMLPage.escaped(finding.label)
            return """
                <figure><img alt="\(label): \(place)" \
                src="\(try pictures.dataURI(finding.target, of: it.video))"><figcaption>\(label): \
                \(try HTMLPage.found(finding.target, iou: finding.iou))</figcaption></figure>
                """
        }
        return """
            <article><div class=models>\(figures.joined(separator: "\n"))</div><div>
            <h3>\(HTMLPage.escaped("“\(it.sentence.text)”"))</h3>
            <p class=place>\(place)</p></div></article>
            """
    }
}
