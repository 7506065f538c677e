import Checkpoints
import Decisions
import Foundation
import Language
import Media
import ModelFiles
import ReferFormer
import Speech
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
    /// What nouns mean, for a model that knows photographs.
    private let nouns: NounLexicon?
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
        nouns = config.recognition == nil ? nil : try NounLexicon()
        self.weights = weights
        name = file.modelName
        thresholds = try ModelThresholds(file)
        calibration = try file.presenceCalibration()
        contrastWeight = Float(try file.number("contrast_weight", default: 0, below: 100))
        contrastLimit = Float(try file.number("contrast_limit", default: 2, below: 100))
    }

    func encode(_ query: QueryText) throws -> (query: EncodedText, isForeign: Bool) {
        let tokens = tokenizer.encode(query.text, maximumLength: model.config.longestText)
        var text = try model.encode([tokens.map(Int.init)], on: compute)
        if let nouns { text.subject = Subject(of: query.text, in: nouns) }
        return (text, tokenizer.foreignShare(tokens) > SentencePieceTokenizer.foreignLimit)
    }

    var audioRoute: AudioRoute { .features }

    func encode(heard: [HeardText]) throws -> EncodedText {
        let texts = try heard.map { text in
            let query = try QueryText(text.text, preparation: preparation)
            let tokens = tokenizer.encode(query.text, maximumLength: model.config.longestText)
            return WeightedTokens(tokens: tokens.map(Int.init), weight: text.share)
        }
        var encoded = try model.encode([WeightedTokens.mixed(texts)], on: compute)
        if let nouns { encoded.subject = Subject(ofHeard: heard, in: nouns) }
        return encoded
    }

    /// What the model says about every query in one frame, and the evidence for its masks.
    func candidates(
        _ frame: PreparedFrame, _ queries: [EncodedText]
    ) throws -> (candidates: [FrameCandidates], evidence: FrameEvidence) {
        let input = frame.input
        let trunk = try model.trunk(
            FrameBatch(clip: input.reshaped([1] + input.shape)), on: compute)
        let recognized = frame.photograph.flatMap { model.recognition?($0, on: compute) }
        let candidates = queries.map { query in
            let seen = model.decode(trunk, query, on: compute)
            let masks = model.masks(seen, trunk, on: compute)
            let fit = model.fit(seen, masks, on: compute).values
            let (head, best) = (seen.presence?.values[0], fit.max() ?? 0)
            let evidence = recognized.flatMap {
                model.recognition?.evidence(of: query.subject, in: $0, head: head ?? 0, fit: best)
            }
            return FrameCandidates(
                scores: fit.map(sigmoid), logits: masks.values,
                presence: presence(
                    head, fit: best, evidence, of: query.subject, recognized,
                    mask: Self.mask(of: bestCandidate(fit), in: masks)),
                evidence: evidence)
        }
        let evidence = FrameEvidence(
            input, channel: model.config.contrastChannel, weight: contrastWeight,
            limit: contrastLimit, recognized: recognized)
        return (candidates, evidence)
    }

    /// Whether a frame shows what a query names, 0…1. The words' own head judges drawings, which it was
    /// taught with; photographs are judged by what was recognised in them too.
    ///
    /// - `head`: the presence head's logit; `fit`, `mask`: the best candidate's, logits.
    private func presence(
        _ head: Float?, fit: Float, _ evidence: SubjectEvidence?, of subject: Subject,
        _ recognized: Recognized?, mask: [Float]
    ) -> Float {
        guard let head else { return 1 }
        let byWords = sigmoid(calibration(presence: head, fit: fit))
        guard let evidence, let recognized, let judge = model.recognition?.presence else {
            return byWords
        }
        let bySight = sigmoid(
            judge(evidence, of: subject, in: recognized, mask: mask, on: compute))
        return bySight + recognized.drawn * (byWords - bySight)
    }

    /// - `masks`: of one frame, `[…, candidates, rows, columns]`.
    private static func mask(of candidate: Int, in masks: Tensor) -> [Float] {
        let size = masks.shape.suffix(2).reduce(1, *)
        return masks.withUnsafeBuffer { Array($0[(candidate * size)..<((candidate + 1) * size)]) }
    }

    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText]
    ) throws -> [[Candidate]] {
        let preparer = preparer(ImageList(neighbourhood), SharedSeconds())
        var prepared = try preparer.next()
        for _ in 0..<place { prepared = try preparer.next() }
        guard let prepared else { preconditionFailure("frame \(place) is missing") }
        let (found, evidence) = try candidates(prepared, queries)
        let painter = MaskPainter(neighbourhood[place], source: evidence.shape)
        let limit = logit(thresholds.mask)
        return found.map { found in
            found.scores.indices.map { candidate in
                Candidate(
                    score: Double(found.scores[candidate] * found.presence),
                    mask: painter.paint(
                        evidence.logits(of: candidate, in: found, by: model, on: compute),
                        above: limit))
            }
        }
    }

    /// Prepares frames for this model.
    func preparer(
        _ frames: sending any FrameReader, _ seconds: SharedSeconds
    ) -> FramePreparer {
        FramePreparer(frames, seconds, photographs: model.recognition != nil)
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
