import Decisions
import Media
import ReferFormer
import Tensors

/// A published OnlineRefer, which sees the frames of a clip one by one and follows what it found in
/// the first.
struct OnlineNetwork: CachingNetwork {
    var checkpoint: PublishedCheckpoint
    var model: OnlineRefer

    /// - Throws: `WeightsError`, and `SegmenterError.noProtocol` for single annotated frames.
    init(_ checkpoint: PublishedCheckpoint, config: OnlineReferConfig) throws {
        try checkpoint.requireWholeClips(OnlineReferConfig.kind)
        self.checkpoint = checkpoint
        model = try OnlineRefer(checkpoint.file, config: config, on: checkpoint.compute)
    }

    func encode(_ tokens: [Int]) throws -> EncodedText {
        try model.network.encode([tokens], on: compute)
    }

    func releaseText() { model.network.releaseText() }

    func pass(
        _ queries: [EncodedText], logit: Float, contests: [Int], within resources: PassResources
    ) -> any Pass {
        ClipPass(
            OnlineJudge(self, queries, logit: logit, contests: contests, within: resources))
    }

    /// A frame as the network reads it, `[1, height, width, 3]`.
    func input(_ image: RGBImage) throws -> Tensor {
        let size = InputSize.video(width: image.width, height: image.height)
        return try image.resized(width: size.width, height: size.height).normalised()
    }

    /// Finds every query's object in the next frame of a clip.
    ///
    /// - `frame`: from `input`.
    /// - `tracks`: one a query: what they followed so far.
    func objects(
        _ frame: Tensor, _ queries: [EncodedText], following tracks: inout [OnlineRefer.Track]
    ) throws -> [FollowedObject] {
        let batch = FrameBatch(clip: frame)
        let trunk = try checkpoint.trunk(of: batch, by: model.network) {
            try model.network.trunk(batch, on: compute)
        }.trunk
        return queries.indices.map {
            FollowedObject(
                trunk, queries[$0], by: model, following: &tracks[$0], on: compute)
        }
    }

    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText]
    ) throws -> [[Candidate]] {
        throw checkpoint.noSingleFrames(OnlineReferConfig.kind)
    }
}
