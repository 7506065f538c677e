import Checkpoints
import ReferFormer
import Tensors
import Weights

/// The configuration of a model of one family.
package protocol FamilyConfig: StoredConfig {
    /// The family's entry in the table.
    static var family: ModelFamily { get }

    /// Tells it from names and shapes, checked.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    init(inferredFrom layouts: [TensorLayout], path: String) throws

    /// The backbone as papers call it, such as `Video-Swin-T`.
    var backboneName: String { get }
    /// The reference values of the nearest kind of model that come with the program.
    var reference: String { get }
    /// Whether the text encoder is RoBERTa, whose vocabulary does not come with this program.
    var readsBytePairs: Bool { get }

    /// Whether a tensor of a published file says nothing.
    static func isRedundant(_ name: String) -> Bool

    /// Builds a model and lets it go, to learn what it asks for.
    ///
    /// - Throws: `WeightsError.mismatched`.
    func build(_ source: any WeightSource, on compute: Compute) throws
}

extension FamilyConfig {
    package var readsBytePairs: Bool { true }

    package static func isRedundant(_ name: String) -> Bool { ReferFormer.isRedundant(name) }

    /// The configuration that a file carries, or else the one that its tensors tell.
    ///
    /// - Throws: `ReferFormerError`.
    package init(of file: CheckpointFile) throws {
        if let text = file.metadata["config"] {
            try self.init(json: text, path: file.path)
        } else {
            do {
                try self.init(inferredFrom: file.layouts, path: file.path)
            } catch ReferFormerError.badConfig(let path, let field, let found, let expected) {
                throw ReferFormerError.badSizes(
                    path: path, field: field, found: found, expected: expected)
            }
        }
    }
}
