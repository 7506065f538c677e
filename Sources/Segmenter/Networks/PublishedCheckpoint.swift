import Checkpoints
import Foundation
import Language
import ReferFormer
import Tensors

/// A checkpoint that its authors published, with what a network of any family needs beside its
/// weights.
struct PublishedCheckpoint: Sendable {
    let file: CheckpointFile
    let weights: URL
    let clipProtocol: SegmentationProtocol
    let tokenizer: BytePairTokenizer
    /// The numbers of its text encoder.
    let text: TextConfig
    let compute: Compute

    /// - `text`: the numbers of its text encoder.
    /// - `tokenizer`: folder of its vocabulary; nil to look beside the weights and inside them.
    /// - Throws: `TokenizerError`, `ComputeError`, and `SegmenterError` for another vocabulary.
    init(
        _ file: CheckpointFile, text: TextConfig, weights: URL, tokenizer: URL?,
        following clipProtocol: SegmentationProtocol, on compute: Compute
    ) throws {
        let vocabulary = try BytePairVocabulary.find(
            beside: file.path, directory: tokenizer?.relativePath,
            embedded: file.metadata[BytePairVocabulary.metadataKey])
        self.tokenizer = BytePairTokenizer(vocabulary)
        guard self.tokenizer.vocabularySize <= text.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.path, found: text.vocabulary, expected: self.tokenizer.vocabularySize)
        }
        self.compute = compute
        (self.file, self.weights, self.text) = (file, weights, text)
        self.clipProtocol = clipProtocol
    }

    /// Refuses to judge single annotated frames.
    ///
    /// - `family`: one that its authors never evaluated on any.
    /// - Throws: `SegmenterError.noProtocol`.
    func requireWholeClips(_ family: String) throws {
        guard !clipProtocol.isAnnotated else {
            throw SegmenterError.noProtocol(
                path: file.path, family: family, found: clipProtocol.rawValue)
        }
    }

    /// Why a network of such a family judges no single frame, whatever the protocol.
    func noSingleFrames(_ family: String) -> SegmenterError {
        .noProtocol(
            path: file.path, family: family, found: SegmentationProtocol.a2dSentences.rawValue)
    }
}
