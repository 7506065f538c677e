import Checkpoints
import Files
import Foundation
import Language
import Weights

/// What a weights file holds, without its values being read.
package struct Inspection: Encodable, Sendable {
    /// Parameters of one part of the model.
    package struct Module: Encodable, Sendable, Equatable {
        package let name: String
        package let parameters: Int
    }

    package let path: String
    package let format: String
    package let bytes: Int
    package let model: String
    /// As its authors call it.
    package let family: String
    package let backbone: String
    package let config: ModelConfig
    /// Type of the floating-point tensors, several joined by ` + `.
    package let precision: String
    /// SHA-256 of the file, as `sha256sum` prints it; of an imported file the one of all its
    /// tensors, written when it was imported.
    package let sha256: String
    package let hashed: String
    package let modules: [Module]
    /// Whether a published model's vocabulary is in the file.
    package let vocabulary: String?
    /// What the file holds beside the model, by name.
    package let beside: [String]
    /// What keeps the file from being a whole model; nil where nothing does.
    package let problems: String?

    package var parameters: Int { modules.reduce(0) { $0 + $1.parameters } }

    /// - Throws: `WeightsError`, `CheckpointError`, `FamilyError`, `ReferFormerError`.
    package init(path: String) throws {
        let file = try CheckpointFile.open(path)
        let config = try ModelConfig(of: file)
        self.path = path
        self.config = config
        format = file.format.rawValue
        bytes = file.byteCount
        model = file.modelName
        family = config.family.name
        backbone = config.own.backboneName
        let used = file.layouts.filter { !config.isRedundant($0.name) && $0.type.isFloat }
        precision = Set(used.map(\.type.rawValue)).sorted().joined(separator: " + ")
        if let stored = file.metadata[SafetensorsStream.digestKey] {
            (sha256, hashed) = (stored, "tensors")
        } else {
            let url = URL(fileURLWithPath: path)
            (sha256, hashed) = (Fingerprint.sha256(of: url) ?? "unreadable", "file")
        }
        modules = Self.modules(used)
        vocabulary =
            config.own.readsBytePairs
            ? (file.metadata[BytePairVocabulary.metadataKey] == nil
                ? "not in the file" : "in the file")
            : nil
        beside = file.sideData.keys.sorted()
        problems = try file.mismatch(with: config)?.description
    }

    /// Parameters by what their names begin with, in the order of the file.
    private static func modules(_ layouts: [TensorLayout]) -> [Module] {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for layout in layouts {
            let parts = layout.name.split(separator: ".")
            let deep = parts.first == "transformer" && parts.count > 2
            let name = parts.prefix(deep ? 2 : 1).joined(separator: ".")
            if counts[name] == nil { order.append(name) }
            counts[name, default: 0] += layout.shape.reduce(1, *)
        }
        return order.map { Module(name: $0, parameters: counts[$0] ?? 0) }
    }
}
