import Foundation
import ModelFiles
import ReferFormer
import Tensors
import Weights

/// A published model at toy size with generated weights, and a vocabulary of single letters.
package enum TinyCheckpoint {
    /// Writes `model.safetensors` (no configuration in it) into a folder.
    ///
    /// - `change`: what is done to the tensors first.
    package static func write(
        _ config: ReferFormerConfig, to folder: String,
        _ change: (inout [String: Tensor]) -> Void = { _ in }
    ) throws {
        try write(model: config, to: folder, change)
    }

    /// As above, of any family.
    package static func write(
        model config: any FamilyConfig, to folder: String,
        _ change: (inout [String: Tensor]) -> Void = { _ in }
    ) throws {
        var tensors = try tensors(of: config)
        change(&tensors)
        try SafetensorsFile.write(tensors, to: folder + "/model.safetensors")
    }

    /// The tensors of a model, by name.
    package static func tensors(of config: any FamilyConfig) throws -> [String: Tensor] {
        let recorder = RecordingWeights()
        try config.build(recorder, on: Compute(threads: 1))
        return recorder.tensors
    }

    /// Tokens of the vocabulary that `writeVocabulary` writes.
    package static let vocabulary = 262

    /// Writes `vocab.json`, with all 256 bytes and two words' parts, and `merges.txt`.
    package static func writeVocabulary(to folder: String) throws {
        let tokens = ["<s>", "<pad>", "</s>", "<unk>"] + byteSymbols + ["th", "the"]
        let ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
        try JSONEncoder().encode(ids).write(to: URL(fileURLWithPath: folder + "/vocab.json"))
        try Data("#version: 0.2\nt h\nth e\n".utf8)
            .write(to: URL(fileURLWithPath: folder + "/merges.txt"))
    }

    /// The characters that stand for bytes: themselves where they are visible, else from U+0100 on.
    private static let byteSymbols: [String] = {
        let visible = Set(Array(0x21...0x7e) + Array(0xa1...0xac) + Array(0xae...0xff))
        var hidden: UInt32 = 0x100
        return (0..<256).map { byte in
            defer { if !visible.contains(byte) { hidden += 1 } }
            let scalar = visible.contains(byte) ? UInt32(byte) : hidden
            return Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
        }
    }()

    /// Generated weights that keep what was asked for.
    private final class RecordingWeights: WeightSource {
        private let generated = GeneratedWeights()
        var tensors: [String: Tensor] = [:]

        var path: String { generated.path }
        var names: [String]? { nil }

        func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

        func load(_ name: String, _ shape: [Int]) -> Tensor {
            let tensor = generated.load(name, shape)
            tensors[name] = tensor
            return tensor
        }
    }
}
