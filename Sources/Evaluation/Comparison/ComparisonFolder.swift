import Files
import Foundation
import Parsing

/// The folder of a comparison: results of all models, and below `models` a folder of each that is the
/// same as that of its own evaluation.
package struct ComparisonFolder: Sendable {
    /// The file that tells which models are compared, by their labels, the one that the others are
    /// compared with first.
    static let planName = "comparison"
    private static let models = "models"

    private struct Plan: Codable {
        static let formatName = "refseg.comparison-plan"

        var format = Self.formatName
        var version = 1
        let models: [String]
    }

    /// What is written beside the models' folders.
    package let folder: EvaluationFolder

    /// Checks the place; nothing is written, and the folder need not be there yet.
    ///
    /// - Throws: `EvaluationError`.
    package init(_ path: String) throws {
        folder = try EvaluationFolder(path, of: .comparison)
    }

    /// Whether a comparison was begun in a folder.
    package static func holds(_ path: String) -> Bool {
        access((path as NSString).appendingPathComponent(planName), F_OK) == 0
    }

    /// The report of one model, from the comparison's folder on.
    static func reportPlace(of label: String) -> String {
        "\(models)/\(label)/\(ReportPage.name)"
    }

    /// The folder of one model.
    package func place(of label: String) -> String { folder.place("\(Self.models)/\(label)") }

    /// Notes which models are compared, in place of those that an earlier comparison had here.
    ///
    /// - Throws: `EvaluationError.unwritable`.
    func write(_ labels: [String]) throws {
        try folder.create()
        try folder.write(
            try JSONEncoder.readable.encode(Plan(models: labels)) + [0x0a], to: Self.planName)
    }

    /// The models that are compared.
    ///
    /// - Throws: `EvaluationError.foreignComparison` for a file that this program did not write,
    ///   `.unreadable`.
    package func labels() throws -> [String] {
        let path = folder.place(Self.planName)
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw EvaluationError.unreadable(path: path, reason: systemReason(of: error))
        }
        guard let plan = try? JSONDecoder().decode(Plan.self, from: data),
            plan.format == Plan.formatName, plan.version == 1, plan.models.count > 1,
            Set(plan.models).count == plan.models.count,
            plan.models.allSatisfy({
                !$0.isEmpty && !$0.contains("/") && !$0.contains("\0") && ![".", ".."].contains($0)
            })
        else { throw EvaluationError.foreignComparison(path: path) }
        return plan.models
    }
}
