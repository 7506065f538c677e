import Files
import Foundation
import Tensors
import Weights

/// Turns a Whisper model as others publish it into one safetensors file that needs nothing beside it:
/// weights by their names in transformers, vocabulary, and the tokens that are never written. One tensor
/// at a time is in memory.
package struct WhisperImport {
    private let file: WhisperFile
    private let names: [String]

    /// What was written.
    package struct Outcome: Sendable {
        package let model: String
        package let tensors: Int
        package let parameters: Int
    }

    /// Opens a model and checks that it is whole; nil where the path leads to something that is not
    /// meant to be one.
    ///
    /// - `path`: of a folder or a file, as for `WhisperFile`.
    /// - Throws: `WhisperError`, `WeightsError`.
    package init?(path: String) throws {
        guard WhisperFile.isMeant(at: path) else { return nil }
        file = try WhisperFile(path: path)
        _ = try Whisper(file, on: Compute(threads: 1))
        names = file.names ?? []
    }

    /// Tensors that will be written.
    package var tensors: Int { names.count }

    /// Writes the file, complete or not at all.
    ///
    /// - `type`: of all numbers, float32 or bfloat16.
    /// - `progress`: called after each tensor with how many are written.
    /// - Throws: `WeightsError.unwritable`.
    package func write(
        to path: String, as type: ElementType, progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        guard !RegularFile.isSame(path, file.weights) else {
            throw WeightsError.unwritable(
                path: path, reason: "it is the model that is being read")
        }
        let layouts = names.map { TensorLayout($0, type, file.shape(of: $0)) }
        let stream = try SafetensorsStream(
            layouts, metadata: metadata(), withDigest: true, to: path)
        for (index, layout) in layouts.enumerated() {
            try stream.append(file.load(layout.name, layout.shape))
            file.releasePages()
            progress(index + 1)
        }
        try stream.finish()
        return Outcome(
            model: file.name, tensors: layouts.count,
            parameters: layouts.reduce(0) { $0 + $1.shape.reduce(1, *) })
    }

    private func metadata() -> [String: String] {
        var metadata = file.metadata
        metadata["format"] = "pt"
        metadata["model"] = file.name
        let source = URL(fileURLWithPath: file.weights)
        metadata["source"] = source.lastPathComponent
        metadata["source_sha256"] = Fingerprint.sha256(of: source)
        metadata[WhisperFile.vocabularyKey] = file.vocabulary.tokens.joined(separator: "\n")
        for (key, ids) in file.suppressed.metadata {
            metadata[key] = ids.map(String.init).joined(separator: " ")
        }
        return metadata
    }
}
