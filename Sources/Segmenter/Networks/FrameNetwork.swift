import Checkpoints
import Decisions
import Foundation
import Language
import Media
import ModelFiles
import ReferFormer
import Tensors

/// A model of this project, which sees evidence beside colour and judges frame by frame.
struct FrameNetwork: Sendable {
    let weights: URL
    let name: String
    let thresholds: ModelThresholds
    let preparation = TextPreparation.tidied

    /// Weight of `ContrastEvidence` in the masks.
    private let contrastWeight: Float
    private let contrastLimit: Float
    private let calibration: PresenceCalibration
    var model: ReferFormer
    private let tokenizer: SentencePieceTokenizer
    let compute: Compute

    /// - Throws: `WeightsError`, `TokenizerError`, `ComputeError`, and `SegmenterError` for a model
    ///   that this program cannot feed.
    init(_ file: CheckpointFile, config: ReferFormerConfig, weights: URL, threads: Int) throws {
        try Self.checkInput(config, path: file.path)
        tokenizer = try SentencePieceTokenizer()
        guard tokenizer.vocabularySize == config.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.path, found: config.vocabulary, expected: tokenizer.vocabularySize)
        }
        compute = try Compute(threads: threads)
        model = try ReferFormer(file, config: config, on: compute)
        self.weights = weights
        name = file.modelName
        thresholds = try ModelThresholds(file)
        calibration = try file.presenceCalibration()
        contrastWeight = Float(try file.number("contrast_weight", default: 0, below: 100))
        contrastLimit = Float(try file.number("contrast_limit", default: 2, below: 100))
    }

    func encode(_ query: QueryText) throws -> (query: EncodedText, isForeign: Bool) {
        let tokens = tokenizer.encode(query.text, maximumLength: model.config.longestText)
        let text = try model.encode([tokens.map(Int.init)], on: compute)
        return (text, tokenizer.foreignShare(tokens) > SentencePieceTokenizer.foreignLimit)
    }

    var audioRoute: AudioRoute { .features }

    func encode(heard: [TokenMixture]) throws -> EncodedText {
        let begin = TokenMixture(Int(SentencePieceTokenizer.begin))
        let end = TokenMixture(Int(SentencePieceTokenizer.end))
        let pieces = heard.prefix(model.config.longestText - 2)
        return try model.encode([[begin] + pieces + [end]], on: compute)
    }

    /// What the model says about every query in one frame.
    ///
    /// - `input`: `[height, width, 8]`.
    func candidates(_ input: Tensor, _ queries: [EncodedText]) throws -> [FrameCandidates] {
        let trunk = try model.trunk(
            FrameBatch(clip: input.reshaped([1] + input.shape)), on: compute)
        return queries.map { query in
            let seen = model.decode(trunk, query, on: compute)
            let masks = model.masks(seen, trunk, on: compute)
            let fit = model.fit(seen, masks, on: compute).values
            let presence = seen.presence.map {
                calibration(presence: $0.values[0], fit: fit.max() ?? 0)
            }
            return FrameCandidates(
                scores: fit.map(sigmoid), logits: masks.values,
                presence: presence.map(sigmoid) ?? 1)
        }
    }

    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText]
    ) throws -> [[Candidate]] {
        let preparer = FramePreparer(ImageList(neighbourhood), SharedSeconds())
        var prepared = try preparer.next()
        for _ in 0..<place { prepared = try preparer.next() }
        guard let input = prepared?.input else { preconditionFailure("frame \(place) is missing") }
        let painter = MaskPainter(neighbourhood[place], source: input.shape)
        let (contrast, limit) = (contrast(input), logit(thresholds.mask))
        return try candidates(input, queries).map { found in
            found.scores.indices.map { candidate in
                let logits = contrast.sharpen(Array(found.logits(of: candidate)))
                return Candidate(
                    score: Double(found.scores[candidate] * found.presence),
                    mask: painter.paint(logits, above: limit))
            }
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
}
