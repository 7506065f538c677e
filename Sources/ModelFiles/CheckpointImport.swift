import Checkpoints
import Files
import Foundation
import Language
import Tensors
import Weights

/// Turns a checkpoint into one safetensors file that says all about itself: configuration,
/// vocabulary, where it came from. One tensor at a time is in memory.
package struct CheckpointImport {
    /// How numbers are stored.
    package enum Precision: String, CaseIterable, Sendable {
        case fp32, bf16

        package var type: ElementType { self == .fp32 ? .float32 : .bfloat16 }
    }

    /// What was written.
    package struct Outcome: Sendable {
        package let tensors: Int
        package let parameters: Int
        package let backbone: String
        /// Whether a published model's vocabulary is in the file; true where none is needed.
        package let hasVocabulary: Bool
    }

    /// Tensors that the model does not have, which are left out.
    package let extra: [String]
    private let file: CheckpointFile
    private let config: ModelConfig
    private let vocabulary: BytePairVocabulary?

    /// Opens a checkpoint and checks that it is a whole model.
    ///
    /// - `tokenizer`: folder of the vocabulary; nil to look beside the checkpoint.
    /// - `allowingExtra`: whether there may be tensors that the model does not have.
    /// - `neighbourhood`: frames among which the model was trained to judge an annotated one, where its
    ///   weights do not tell; nil for what most have.
    /// - Throws: `WeightsError`, `CheckpointError`, `FamilyError`, `ReferFormerError`, `TokenizerError`.
    package init(
        _ path: String, tokenizer: String?, allowingExtra: Bool = false, neighbourhood: Int? = nil
    ) throws {
        let whole = try CheckpointFile.open(path)
        let told = try ModelConfig(of: whole)
        config = try neighbourhood.map { try told.judging(among: $0, path: path) } ?? told
        (file, extra) = allowingExtra ? try whole.withoutExtra(for: config) : (whole, [])
        if let mismatch = try file.mismatch(with: config) {
            throw WeightsError.mismatched(path: path, mismatch)
        }
        do {
            vocabulary =
                config.own.readsBytePairs
                ? try BytePairVocabulary.find(
                    beside: path, directory: tokenizer,
                    embedded: file.metadata[BytePairVocabulary.metadataKey]) : nil
        } catch TokenizerError.noVocabulary where tokenizer == nil {
            vocabulary = nil
        }
    }

    /// Tensors that will be written, of the model's own types.
    package var layouts: [TensorLayout] {
        file.layouts.filter { $0.type.isFloat && !config.isRedundant($0.name) }
    }

    /// Writes the file, complete or not at all.
    ///
    /// - `progress`: called after each tensor with how many are written.
    /// - Throws: `WeightsError`: `.unwritable`, or what is wrong with the values.
    package func write(
        to path: String, precision: Precision, progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        guard !RegularFile.isSame(path, file.path) else {
            throw WeightsError.unwritable(
                path: path, reason: "it is the checkpoint that is being read")
        }
        let layouts = layouts.map { TensorLayout($0.name, precision.type, $0.shape) }
        let stream = try SafetensorsStream(
            layouts, metadata: try metadata(), withDigest: true, to: path)
        var mismatch = WeightMismatch()
        for (index, layout) in layouts.enumerated() {
            guard let tensor = try file.tensor(layout.name) else {
                preconditionFailure("\(layout.name) has no values")
            }
            mismatch.addNotFinite(layout.name, tensor)
            try stream.append(tensor)
            file.releasePages()
            progress(index + 1)
        }
        guard mismatch.isEmpty else {
            throw WeightsError.mismatched(path: file.path, mismatch)
        }
        try stream.finish()
        return Outcome(
            tensors: layouts.count,
            parameters: layouts.reduce(0) { $0 + $1.shape.reduce(1, *) },
            backbone: config.own.backboneName,
            hasVocabulary: vocabulary != nil || !config.own.readsBytePairs)
    }

    private func metadata() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var metadata = file.metadata
        metadata["format"] = "pt"
        metadata["config"] = String(decoding: try encoder.encode(config), as: UTF8.self)
        metadata["model"] = file.modelName
        metadata["source"] = URL(fileURLWithPath: file.path).lastPathComponent
        metadata["source_sha256"] = Fingerprint.sha256(of: URL(fileURLWithPath: file.path))
        metadata[BytePairVocabulary.metadataKey] = vocabulary?.embedded
        return metadata
    }
}
