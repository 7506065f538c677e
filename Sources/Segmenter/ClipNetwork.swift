import Checkpoints
import Evidence
import Foundation
import Language
import Media
import ModelFiles
import ReferFormer
import Speech
import Tensors

/// A published model, which sees colour alone and judges the frames of a clip together.
struct ClipNetwork: Network {
    let weights: URL
    let name: String
    let threshold = 0.5
    /// Published models know no "nothing matches": every query has its object.
    let presenceThreshold = 0.0
    let clipProtocol: SegmentationProtocol

    var model: ReferFormer
    private let tokenizer: BytePairTokenizer
    let compute: Compute

    /// - `vocabulary`: of the text encoder.
    /// - Throws: `WeightsError`, `ComputeError`, and `SegmenterError` for another vocabulary.
    init(
        _ file: CheckpointFile, config: ReferFormerConfig, weights: URL,
        vocabulary: BytePairVocabulary, following clipProtocol: SegmentationProtocol,
        threads: Int
    ) throws {
        tokenizer = BytePairTokenizer(vocabulary)
        guard tokenizer.vocabularySize <= config.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.path, found: config.vocabulary, expected: tokenizer.vocabularySize)
        }
        compute = try Compute(threads: threads)
        model = try ReferFormer(file, config: config, on: compute)
        (self.weights, name, self.clipProtocol) = (weights, file.modelName, clipProtocol)
    }

    var preparation: TextPreparation { clipProtocol.isAnnotated ? .lowercased : .raw }

    func encode(_ query: QueryText) throws -> (query: EncodedText, isForeign: Bool) {
        let tokens = try tokenizer.encode(query.text, maximumLength: model.config.longestText)
        return (try model.encode([tokens.map(Int.init)], on: compute), false)
    }

    var audioRoute: AudioRoute { .transcript }

    func encode(heard: [HeardText]) throws -> EncodedText {
        throw SegmenterError.noFeatureRoute(path: weights.relativePath)
    }

    func pass(
        _ queries: [EncodedText], logit: Float, contests: [Int], threads: Int
    ) -> any Pass {
        clipProtocol.isAnnotated
            ? AnnotatedPass(self, queries, threads: threads)
            : ClipPass(self, queries, logit: logit, contests: contests, threads: threads)
    }

    /// A frame as the network reads it, `[height, width, 3]`.
    func input(_ image: RGBImage) throws -> Tensor {
        let size =
            clipProtocol.isAnnotated
            ? InputSize.annotated(width: image.width, height: image.height)
            : InputSize.video(width: image.width, height: image.height)
        let pixels = RGBPixels(width: image.width, height: image.height, values: image.pixels)
        return try pixels.resized(width: size.width, height: size.height).normalised()
    }

    /// One query's object in the frames of a clip.
    struct Finding {
        /// Which of the model's candidates.
        let candidate: Int
        /// Mean score of that candidate, 0…1.
        let mean: Float
        /// Its score in each frame, 0…1.
        let scores: [Float]
        /// Its mask logits in each frame, `[height / 4, width / 4]`.
        let logits: [ArraySlice<Float>]
    }

    /// Finds every query's object in a clip.
    ///
    /// - `frames`: from `input`, all of one size.
    /// - `links`: one a query: what they followed so far.
    func findings(
        _ frames: [Tensor], _ queries: [EncodedText], following links: inout [CandidateLink]
    ) throws -> [Finding] {
        let trunk = try trunk(frames)
        let cells = trunk.maskSize.height * trunk.maskSize.width
        return queries.indices.map { index in
            let seen = model.decode(trunk, queries[index], on: compute)
            let means = Selection.meanScores(seen.scores)
            var opening: [Float]?
            let candidate = links[index].choose(means) { candidate in
                let masks =
                    opening
                    ?? model.masks(seen, trunk, frames: 0..<1, on: compute).values
                opening = masks
                return masks[(candidate * cells)..<((candidate + 1) * cells)]
            }
            let masks = model.masks(seen, trunk, query: candidate, on: compute).values
            let logits = frames.indices.map { masks[($0 * cells)..<(($0 + 1) * cells)] }
            if let last = logits.last { links[index].leave(last) }
            let scores = seen.scores.values
            return Finding(
                candidate: candidate, mean: means[candidate],
                scores: frames.indices.map {
                    Selection.sigmoid(scores[$0 * means.count + candidate])
                },
                logits: logits)
        }
    }

    /// Every candidate of every query in one frame of a window.
    ///
    /// - `place`: of the frame in the window.
    /// - `height`, `width`: of the masks.
    func candidates(
        _ window: [Tensor], place: Int, _ queries: [EncodedText], height: Int, width: Int
    ) throws -> [[Candidate]] {
        // A backbone that sees frames one by one needs no others than the annotated one.
        let clip = joinsFrames ? stacked(window) : stacked([window[place]])
        let extent = Extent(rows: clip.shape[1], columns: clip.shape[2])
        let trunk = try model.trunk(
            FrameBatch(padding: [clip], toMultiplesOf: 32), annotated: [joinsFrames ? place : 0],
            on: compute)
        return queries.map { query in
            let seen = model.decode(trunk, query, on: compute)
            let logits = model.masks(seen, trunk, on: compute)
            let masks = Selection.annotatedMasks(
                logits.reshaped(Array(logits.shape.dropFirst())), extent: extent, height: height,
                width: width, on: compute)
            let pixels = height * width
            return seen.scores.values.enumerated().map { index, score in
                Candidate(
                    score: Double(Selection.sigmoid(score)),
                    mask: Mask(width: width, height: height) { bytes in
                        for i in 0..<pixels { bytes[i] = masks[index * pixels + i] ? 1 : 0 }
                    })
            }
        }
    }

    func candidates(
        in window: [RGBImage], place: Int, _ queries: [EncodedText]
    ) throws -> [[Candidate]] {
        let image = window[place]
        return try candidates(
            window.map(input), place: place, queries, height: image.height, width: image.width)
    }

    private var joinsFrames: Bool { model.config.backbone.joinsFrames }

    /// The trunk of a clip, made frame by frame where the backbone allows: that needs less memory.
    private func trunk(_ frames: [Tensor]) throws -> Trunk {
        let parts = joinsFrames ? [stacked(frames)] : frames.map { stacked([$0]) }
        return model.joined(
            try parts.map { try model.trunk(FrameBatch(clip: $0), on: compute) }, on: compute)
    }

    private func stacked(_ frames: [Tensor]) -> Tensor {
        compute.concatenate(frames.map { $0.reshaped([1] + $0.shape) }, axis: 0)
    }
}
