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
    private(set) var compute: Compute

    /// - Throws: `WeightsError`, `TokenizerError`, `ComputeError`, and `SegmenterError` for a model
    ///   that this program cannot feed.
    init(_ file: CheckpointFile, config: ReferFormerConfig, weights: URL, on compute: Compute)
        throws
    {
        try Self.checkInput(config, path: file.path)
        tokenizer = try SentencePieceTokenizer()
        guard tokenizer.vocabularySize == config.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.path, found: config.vocabulary, expected: tokenizer.vocabularySize)
        }
        self.compute = compute
        model = try ReferFormer(file, config: config, on: compute)
        nouns = config.recognition == nil ? nil : try NounLexicon()
        self.weights = weights
        name = file.modelName
        thresholds = try ModelThresholds(file)
        calibration = try file.presenceCalibration()
        contrastWeight = Float(try file.number("contrast_weight", default: 0, below: 100))
        contrastLimit = Float(try file.number("contrast_limit", default: 2, below: 100))
        // The first frame needs every layer that recognises, and until it is read a core is free.
        if config.recognition != nil && compute.threads > 1 { compute.packAhead() }
    }

    /// The same network on shares of the threads, for as many frames at once: two, where there are two threads.
    func lanes(threads: Int) -> [FrameNetwork] {
        guard threads > 1 else { return [self] }
        return [(threads + 1) / 2, threads / 2].map { share in
            var lane = self
            lane.compute = Compute(beside: compute, threads: share)
            return lane
        }
    }

    func encode(_ query: QueryText) throws -> (query: EncodedText, isForeign: Bool) {
        let tokens = tokenizer.encode(query.text, maximumLength: model.config.text.longestText)
        var text = try model.encode([tokens.map(Int.init)], on: compute)
        if let nouns { text.subject = Subject(of: query.text, in: nouns) }
        return (text, tokenizer.foreignShare(tokens) > SentencePieceTokenizer.foreignLimit)
    }

    var audioRoute: AudioRoute { .features }

    func encode(heard: [HeardText]) throws -> EncodedText {
        let texts = try heard.map { text in
            let query = try QueryText(text.text, preparation: preparation)
            let tokens = tokenizer.encode(query.text, maximumLength: model.config.text.longestText)
            return WeightedTokens(tokens: tokens.map(Int.init), weight: text.share)
        }
        var encoded = try model.encode([WeightedTokens.mixed(texts)], on: compute)
        if let nouns { encoded.subject = Subject(ofHeard: heard, in: nouns) }
        return encoded
    }

    /// What the model says about every query in one frame, and the evidence for its masks.
    ///
    /// - `sight`: what is recognised in the frame, where that is known already.
    func seen(
        _ frame: PreparedFrame, _ queries: [EncodedText], as sight: Sight? = nil
    ) throws -> SeenFrame {
        let input = frame.input
        let trunk = try model.trunk(
            FrameBatch(clip: input.reshaped([1] + input.shape)), on: compute)
        let answers = queries.map { answer($0, in: trunk) }
        let sight =
            try sight ?? look(at: frame, for: zip(queries, answers).map { ($0, $1) })
        let candidates = zip(queries, answers).map { query, answer in
            let evidence = sight.flatMap { sight in
                model.recognition?.evidence(
                    of: query.subject, in: sight.recognized, head: answer.head ?? 0,
                    fit: answer.best)
            }
            return FrameCandidates(
                scores: answer.fit.map(sigmoid), logits: answer.masks.values,
                presence: presence(answer, evidence, of: query.subject, sight?.recognized),
                evidence: evidence)
        }
        let channel = model.config.contrastChannel
        let evidence =
            if let sight {
                FrameEvidence(input, channel: channel, recognized: sight.recognized, on: compute)
            } else {
                FrameEvidence(
                    input, channel: channel, weight: contrastWeight, limit: contrastLimit)
            }
        return SeenFrame(candidates: candidates, evidence: evidence, sight: sight)
    }

    /// What the words alone say in one frame.
    private struct Answer {
        /// `[1, candidates, rows, columns]`, logits.
        let masks: Tensor
        /// Of each candidate, logits.
        let fit: [Float]
        /// The presence head's logit.
        let head: Float?

        var best: Float { fit.max() ?? 0 }

        /// The best candidate's mask.
        var mask: [Float] {
            let size = masks.shape.suffix(2).reduce(1, *)
            let first = bestCandidate(fit) * size
            return masks.withUnsafeBuffer { Array($0[first..<(first + size)]) }
        }
    }

    private func answer(_ query: EncodedText, in trunk: Trunk) -> Answer {
        let seen = model.decode(trunk, query, on: compute)
        let masks = model.masks(seen, trunk, on: compute)
        return Answer(
            masks: masks, fit: model.fit(seen, masks, on: compute).values,
            head: seen.presence?.values[0])
    }

    /// Recognises what a frame shows; nil for a model that knows no photographs.
    private func look(
        at frame: PreparedFrame, for queries: [(query: EncodedText, answer: Answer)]
    ) throws -> Sight? {
        guard let recognition = model.recognition, let photograph = frame.photograph else {
            return nil
        }
        var seen = recognition(photograph, colours: frame.colours, on: compute)
        let (image, movement) = (frame.frame.image, frame.movement)
        let found = try queries.map { query, answer in
            try recognition.boxes(
                of: query.subject, in: seen, mask: answer.mask,
                columns: answer.masks.shape[3], movement: movement
            ) { box in
                recognition.person(at: try image.portrait(box), on: compute)
            }
        }
        if found.contains(where: { $0.allSatisfy(\.isFaint) }) {
            seen.salience = try salience(
                of: image, rows: seen.height, columns: seen.width, by: recognition)
        }
        return Sight(recognized: seen, found: found)
    }

    private func salience(
        of image: RGBImage, rows: Int, columns: Int, by recognition: Recognition
    ) throws -> Tensor {
        compute.resizeBilinear(
            recognition.look(at: try image.squeezed(side: SalienceNetwork.side), on: compute),
            height: rows, width: columns)
    }

    /// What a frame's masks are made of, and a close look at what is meant.
    ///
    /// - `meant`: the boxes of what is meant; nil where nothing of its kind is known of, in which case what
    ///   stands out in the whole frame tells.
    func looked(
        _ evidence: FrameEvidence, at meant: MeantBoxes?, in image: RGBImage
    ) throws -> (evidence: FrameEvidence, closeUp: CloseUp?) {
        guard let recognition = model.recognition else { return (evidence, nil) }
        if let meant { return (evidence, try closeUp(meant, of: image, by: recognition)) }
        guard let size = evidence.lackingSalience else { return (evidence, nil) }
        let salience = try salience(
            of: image, rows: size.rows, columns: size.columns, by: recognition)
        return (evidence.with(salience: salience), nil)
    }

    private func closeUp(
        _ meant: MeantBoxes, of image: RGBImage, by recognition: Recognition
    ) throws -> CloseUp {
        let side = CloseUp.side(boxes: meant.boxes.count)
        let looks = try meant.boxes.map { box in
            recognition.look(
                at: try image.look(at: box.grown(by: CloseUp.margin), side: side), on: compute)
        }
        return CloseUp(meant, looks: looks)
    }

    /// Whether a frame shows what a query names, 0…1. The words' own head judges drawings, which it was
    /// taught with; photographs are judged by what was recognised in them too.
    private func presence(
        _ answer: Answer, _ evidence: SubjectEvidence?, of subject: Subject,
        _ recognized: Recognized?
    ) -> Float {
        guard let head = answer.head else { return 1 }
        let byWords = sigmoid(calibration(presence: head, fit: answer.best))
        guard let evidence, let recognized, let judge = model.recognition?.presence else {
            return byWords
        }
        let bySight = sigmoid(
            judge(evidence, of: subject, in: recognized, mask: answer.mask, on: compute))
        return bySight + recognized.drawn * (byWords - bySight)
    }

    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText]
    ) throws -> [[Candidate]] {
        let preparer = preparer(ImageList(neighbourhood), SharedSeconds("prepare")) { index, _ in
            index == place
        }
        var prepared = try preparer.next()
        for _ in 0..<place { prepared = try preparer.next() }
        guard let prepared else { preconditionFailure("frame \(place) is missing") }
        let seen = try seen(prepared, queries)
        let painter = MaskPainter(neighbourhood[place], source: seen.evidence.shape)
        let limit = logit(thresholds.mask)
        return try seen.candidates.enumerated().map { query, found in
            let boxes = seen.sight?.found?[query]
            var choice = BoxChoice(for: queries[query].subject)
            let offers = { (candidates: [Int], meant: MeantBoxes?, share: Float) in
                let (evidence, closeUp) = try looked(
                    seen.evidence, at: meant, in: neighbourhood[place])
                return candidates.map { candidate in
                    let logits = evidence.logits(
                        of: candidate, in: found, closeUp: closeUp, by: model, on: compute)
                    return Candidate(
                        score: Double(found.scores[candidate] * found.presence * share),
                        mask: painter.paint(logits, above: limit))
                }
            }
            guard let meant = choice.decide([boxes])[0], let boxes, !meant.boxes.isEmpty else {
                return try offers(Array(found.scores.indices), nil, 1)
            }
            // Close looks tell what the masks are, whatever the candidate.
            let best = [bestCandidate(found.scores)]
            return try offers(best, meant, 1)
                + BoxRivals.all(of: meant, among: choice.judged([boxes])[0]).flatMap {
                    try offers(best, $0, $1)
                }
        }
    }

    /// Prepares frames for this model.
    ///
    /// - `looksAt`: the frames, counted from 0, in which it is to recognise what they show.
    func preparer(
        _ frames: sending any FrameReader, _ seconds: SharedSeconds,
        looksAt: @escaping @Sendable (Int, _ isLast: Bool) -> Bool
    ) -> FramePreparer {
        let recognizes = model.recognition != nil
        return FramePreparer(frames, seconds) { recognizes && looksAt($0, $1) }
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
