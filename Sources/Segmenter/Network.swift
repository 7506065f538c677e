import Foundation
import Language
import Layers
import ReferFormer
import Tensors
import Vocab

/// The model with its tokenizer, as the pipeline uses it: queries in once, frames in one by one,
/// candidates out.
struct Network: Sendable {
    /// A query that the model has read.
    struct EncodedQuery: Sendable {
        fileprivate let text: EncodedText
    }

    /// The weights file.
    let weights: URL
    /// The model's name in the file's metadata, or the file's own.
    let name: String
    /// Probability above which a pixel belongs to the object.
    let threshold: Double
    /// Presence from which a query matches.
    let presenceThreshold: Double

    /// Weight of `ContrastEvidence` in the masks.
    private let contrastWeight: Float
    private let contrastLimit: Float
    private let calibration: PresenceCalibration
    private let model: ReferFormer
    private let tokenizer: SentencePieceTokenizer
    private let compute: Compute

    /// Loads weights.
    ///
    /// - `weights`: nil for the model that comes with the package.
    /// - Throws: `WeightsError`, `ReferFormerError`, `VocabError`, `TokenizerError`, `ComputeError`,
    ///   and `SegmenterError` for a model of the family that this program cannot feed.
    init(weights: URL?, threads: Int) throws {
        let file = try weights ?? Vocab.defaultWeights()
        let tensors = try SafetensorsFile(path: file.relativePath)
        let config = try ReferFormerConfig(from: tensors)
        try Self.checkInput(config, path: file.relativePath)
        tokenizer = try SentencePieceTokenizer()
        guard tokenizer.vocabularySize == config.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.relativePath, found: config.vocabulary,
                expected: tokenizer.vocabularySize)
        }
        compute = try Compute(threads: threads)
        model = try ReferFormer(tensors, on: compute)
        self.weights = file
        name = tensors.metadata["model"] ?? file.deletingPathExtension().lastPathComponent
        threshold = try Self.number("mask_threshold", tensors, default: 0.5, below: 1)
        presenceThreshold = try Self.number("presence_threshold", tensors, default: 0.5, below: 1)
        calibration = try PresenceCalibration(tensors)
        contrastWeight = Float(
            try Self.number("contrast_weight", tensors, default: 0, below: 100))
        contrastLimit = Float(try Self.number("contrast_limit", tensors, default: 2, below: 100))
    }

    /// Reads a query; also tells whether most of it is foreign to the vocabulary.
    func encode(_ query: QueryText) throws -> (query: EncodedQuery, isForeign: Bool) {
        let tokens = tokenizer.encode(query.text, maximumLength: model.config.longestText)
        let text = try model.encode([tokens.map(Int.init)], on: compute)
        return (
            EncodedQuery(text: text),
            tokenizer.foreignShare(tokens) > SentencePieceTokenizer.foreignLimit
        )
    }

    /// What the model says about every query in one frame.
    ///
    /// - `input`: `[height, width, 8]`.
    func candidates(_ input: Tensor, _ queries: [EncodedQuery]) throws -> [FrameCandidates] {
        let trunk = try model.trunk(
            FrameBatch(clip: input.reshaped([1] + input.shape)), on: compute)
        return queries.map { query in
            let seen = model.decode(trunk, query.text, on: compute)
            let masks = model.masks(seen, trunk, on: compute)
            let fit = model.fit(seen, masks, on: compute).values
            let presence = seen.presence.map {
                calibration(presence: $0.values[0], fit: fit.max() ?? 0)
            }
            return FrameCandidates(
                scores: fit.map(Selection.sigmoid), logits: masks.values,
                presence: presence.map(Selection.sigmoid) ?? 1)
        }
    }

    /// The frame's contrast, for its masks.
    ///
    /// - `input`: `[height, width, 8]`.
    func contrast(_ input: Tensor) -> ContrastEvidence {
        ContrastEvidence(
            input, channel: model.config.contrastChannel, weight: contrastWeight,
            limit: contrastLimit)
    }

    private static func checkInput(_ config: ReferFormerConfig, path: String) throws {
        guard config.inputChannels == FramePreparer.channels, config.fusion == .afterEncoder,
            config.contrastChannel >= 0
        else {
            throw SegmenterError.otherInput(
                path: path, found: config.inputChannels, expected: FramePreparer.channels)
        }
    }

    /// A number of the file's metadata: above 0, or the default where the file has none.
    private static func number(
        _ key: String, _ file: SafetensorsFile, default standard: Double, below limit: Double
    ) throws -> Double {
        guard let text = file.metadata[key] else { return standard }
        guard let value = Double(text), value > 0, value < limit else {
            throw SegmenterError.badMetadata(
                path: file.path, key: key, found: text, limit: Int(limit))
        }
        return value
    }
}
