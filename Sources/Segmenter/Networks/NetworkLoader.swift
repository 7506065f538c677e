import Checkpoints
import Foundation
import Language
import ModelFiles
import ReferFormer
import ShippedFiles

/// Opens weights and tells what kind of model they make.
enum NetworkLoader {
    /// - `weights`: nil for the model that comes with the package.
    /// - `tokenizer`: a folder with the vocabulary of a published model; nil to look beside the
    ///   weights and inside them.
    /// - `extra`: is told of tensors that the model does not ask for, which are left out; nil where there
    ///   may be none.
    /// - Throws: `WeightsError`, `CheckpointError`, `ReferFormerError`, `ShippedFilesError`,
    ///   `TokenizerError`, `ComputeError`, and `SegmenterError`.
    static func load(
        weights: URL?, tokenizer: URL?, following clipProtocol: SegmentationProtocol, threads: Int,
        leavingOut extra: (([String]) -> Void)? = nil
    ) throws -> any Network {
        let weights = try weights ?? ShippedFiles.defaultWeights()
        var file = try CheckpointFile.open(weights.relativePath)
        let config = try ReferFormerConfig(of: file)
        if let extra {
            let found: [String]
            (file, found) = try file.withoutExtra(for: config)
            if !found.isEmpty { extra(found) }
        }
        guard config.fusion == .beforeEncoder else {
            guard clipProtocol == .windows else {
                throw SegmenterError.otherProtocol(
                    path: file.path, found: clipProtocol.rawValue,
                    expected: SegmentationProtocol.windows.rawValue)
            }
            if let tokenizer {
                throw SegmenterError.otherTokenizer(
                    path: file.path, found: tokenizer.relativePath)
            }
            return try FrameNetwork(file, config: config, weights: weights, threads: threads)
        }
        let vocabulary = try BytePairVocabulary.find(
            beside: file.path, directory: tokenizer?.relativePath,
            embedded: file.metadata[BytePairVocabulary.metadataKey])
        return try ClipNetwork(
            file, config: config, weights: weights, vocabulary: vocabulary,
            following: clipProtocol, threads: threads)
    }
}
