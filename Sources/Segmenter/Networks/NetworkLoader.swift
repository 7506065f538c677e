import Checkpoints
import Foundation
import ModelFiles
import ReferFormer
import ShippedFiles
import Tensors

/// Opens weights and tells what kind of model they make.
enum NetworkLoader {
    /// - `weights`: nil for the model that comes with the package.
    /// - `tokenizer`: a folder with the vocabulary of a published model; nil to look beside the
    ///   weights and inside them.
    /// - `extra`: is told of tensors that the model does not ask for, which are left out; nil where there
    ///   may be none.
    /// - Throws: `WeightsError`, `CheckpointError`, `FamilyError`, `ReferFormerError`,
    ///   `ShippedFilesError`, `TokenizerError`, `ComputeError`, and `SegmenterError`.
    static func load(
        weights: URL?, tokenizer: URL?, following clipProtocol: SegmentationProtocol,
        precision: Precision = .fp32, threads: Int, leavingOut extra: (([String]) -> Void)? = nil
    ) throws -> any Network {
        let weights = try weights ?? ShippedFiles.defaultWeights()
        var file = try CheckpointFile.open(weights.relativePath)
        let config = try ModelConfig(of: file)
        if let extra {
            let found: [String]
            (file, found) = try file.withoutExtra(for: config)
            if !found.isEmpty { extra(found) }
        }
        let compute = try Compute(threads: threads, precision: precision)
        let published = { (text: TextConfig) in
            try PublishedCheckpoint(
                file, text: text, weights: weights, tokenizer: tokenizer, following: clipProtocol,
                on: compute)
        }
        switch config {
        case .referFormer(let config) where config.fusion == .afterEncoder:
            guard clipProtocol == .windows else {
                throw SegmenterError.otherProtocol(
                    path: file.path, found: clipProtocol.rawValue,
                    expected: SegmentationProtocol.windows.rawValue)
            }
            if let tokenizer {
                throw SegmenterError.otherTokenizer(
                    path: file.path, found: tokenizer.relativePath)
            }
            return try FrameNetwork(file, config: config, weights: weights, on: compute)
        case .referFormer(let config):
            return try ClipNetwork(published(config.text), config: config)
        case .onlineRefer(let config):
            return try OnlineNetwork(published(config.network.text), config: config)
        case .mutr(let config):
            return try MUTRNetwork(published(config.network.text), config: config)
        case .mttr(let config):
            return try MTTRNetwork(published(config.text), config: config)
        case .soc(let config):
            return try SOCNetwork(published(config.network.text), config: config)
        }
    }
}
