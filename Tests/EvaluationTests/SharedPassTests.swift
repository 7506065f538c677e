import Foundation
import Logging
import Media
import Speech
import Tensors
import Testing
import TinyCheckpoint

@testable import Datasets
@testable import Evaluation
@testable import ReferFormer
@testable import Segmenter

/// However many sentences are asked of a video, its frames are read once and go through the backbone once.
struct SharedPassTests {
    /// What was asked of a model.
    private final class Counts: @unchecked Sendable {
        private let lock = NSLock()
        private var backbone: [Int] = []
        private var passes: [Int] = []
        private var windows: [Int] = []

        /// Frames of every call of the backbone.
        var backboneFrames: [Int] { lock.withLock { backbone } }
        /// Queries of every pass over the video.
        var passQueries: [Int] { lock.withLock { passes } }
        /// Queries of every window that was judged.
        var windowQueries: [Int] { lock.withLock { windows } }

        func addBackbone(_ frames: Int) { lock.withLock { backbone.append(frames) } }
        func addPass(_ queries: Int) { lock.withLock { passes.append(queries) } }
        func addWindow(_ queries: Int) { lock.withLock { windows.append(queries) } }
    }

    private struct CountingBackbone: Backbone {
        let base: any Backbone
        let counts: Counts

        func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor] {
            counts.addBackbone(x.shape[0])
            return base(x, clips: clips, on: compute)
        }
    }

    private struct CountingNetwork<Base: Network>: Network {
        let base: Base
        let counts: Counts

        var weights: URL { base.weights }
        var name: String { base.name }
        var thresholds: ModelThresholds { base.thresholds }
        var compute: Compute { base.compute }
        var preparation: TextPreparation { base.preparation }
        var audioRoute: AudioRoute { base.audioRoute }

        func encode(_ query: QueryText) throws -> (query: Base.Query, isForeign: Bool) {
            try base.encode(query)
        }

        func encode(heard: [HeardText]) throws -> Base.Query { try base.encode(heard: heard) }

        func pass(
            _ queries: [Base.Query], logit: Float, contests: [Int],
            within resources: PassResources
        ) -> any Pass {
            counts.addPass(queries.count)
            return base.pass(queries, logit: logit, contests: contests, within: resources)
        }

        func candidates(
            in window: [RGBImage], place: Int, _ queries: [Base.Query]
        ) throws -> [[Candidate]] {
            counts.addWindow(queries.count)
            return try base.candidates(in: window, place: place, queries)
        }
    }

    /// A segmenter that counts.
    ///
    /// - `weights`: nil for the model in the package.
    private func segmenter(
        _ weights: String?, following clipProtocol: SegmentationProtocol, _ counts: Counts
    ) throws -> Segmenter {
        let loaded = try NetworkLoader.load(
            weights: weights.map { URL(fileURLWithPath: $0) }, tokenizer: nil,
            following: clipProtocol, threads: 2)
        if var frames = loaded as? FrameNetwork {
            frames.model.encoder.backbone = CountingBackbone(
                base: frames.model.encoder.backbone, counts: counts)
            return segmenter(frames, counts)
        }
        var clips = try #require(loaded as? ClipNetwork)
        clips.model.encoder.backbone = CountingBackbone(
            base: clips.model.encoder.backbone, counts: counts)
        return segmenter(clips, counts)
    }

    private func segmenter(_ network: some Network, _ counts: Counts) -> Segmenter {
        Segmenter(
            CountingNetwork(base: network, counts: counts),
            within: PassResources(threads: 2),
            logger: Logger(label: "test"), loadSeconds: 0)
    }

    /// Frames of the video.
    private static let frames = 3
    private static let texts = ["the square", "a square", "the gray one", "the cat"]

    /// A clip, and four sentences that ask for a mask in each of its frames.
    private func video(_ made: MiniatureEvaluation) -> Video {
        let clip = made.dataset.videos[Self.frames - 1]
        let targets = clip.sentences[0].targets
        return Video(
            id: clip.id, frames: clip.frames,
            sentences: Self.texts.enumerated().map {
                Sentence(id: "\($0)", text: $1, targets: targets)
            })
    }

    private func evaluate(
        _ benchmark: Benchmark, _ weights: ReferFormerConfig?,
        following clipProtocol: SegmentationProtocol
    ) throws -> Counts {
        let (made, counts) = (try MiniatureEvaluation(), Counts())
        if var config = weights {
            config.vocabulary = TinyCheckpoint.vocabulary
            try TinyCheckpoint.write(config, to: made.folder)
            try TinyCheckpoint.writeVocabulary(to: made.folder)
        }
        let segmenter = try segmenter(
            weights.map { _ in made.folder + "/model.safetensors" }, following: clipProtocol, counts
        )
        let evaluator = VideoEvaluator(
            segmenter, benchmark, truth: TruthReader(),
            reader: SentenceReader(segmenter, nil, by: nil), machine: .some,
            damage: Damage(isAllowed: false))
        let record = try evaluator.record(of: video(made))
        #expect(record.sentences.map(\.targets.count) == Self.texts.map { _ in Self.frames })
        return counts
    }

    @Test func aWholeVideoTakesOnePassForAllSentences() throws {
        let own = try evaluate(.clips, nil, following: .windows)
        #expect(own.passQueries == [Self.texts.count])
        #expect(own.backboneFrames == [1, 1, 1])
        let joined = try evaluate(.refYouTubeVOS, .tinyVideoSwin, following: .refYouTubeVOS)
        #expect(joined.passQueries == [Self.texts.count])
        #expect(joined.backboneFrames == [Self.frames])
        let single = try evaluate(.refDAVIS17, .tinyResNet, following: .refDAVIS)
        #expect(single.passQueries == [Self.texts.count])
        #expect(single.backboneFrames == [1, 1, 1])
        for counts in [own, joined, single] { #expect(counts.windowQueries.isEmpty) }
    }

    @Test func anAnnotatedFrameTakesOneWindowForAllSentences() throws {
        let own = try evaluate(.a2dSentences, nil, following: .windows)
        let joined = try evaluate(.a2dSentences, .tinyVideoSwin, following: .a2dSentences)
        let single = try evaluate(.jhmdbSentences, .tinyResNet, following: .jhmdbSentences)
        for counts in [own, joined, single] {
            #expect(counts.passQueries.isEmpty)
            #expect(counts.windowQueries == Array(repeating: Self.texts.count, count: Self.frames))
        }
        #expect(own.backboneFrames == [1, 1, 1])
        #expect(
            joined.backboneFrames == Array(repeating: Neighbourhood.length, count: Self.frames))
        #expect(single.backboneFrames == [1, 1, 1])
    }
}
