import Layers
import Tensors
import Weights

/// OnlineRefer (Wu et al., ICCV 2023, arXiv:2307.09356): ReferFormer run frame by frame. The object
/// that it found in a frame is the one query that it asks of the next.
///
///     let model = try OnlineRefer(file, config: config, on: compute)
///     let text = try model.network.encode([tokens], on: compute)
///     var track = model.start
///     for frame in clip {
///         let trunk = try model.network.trunk(FrameBatch(clip: frame), on: compute)
///         let seen = model.look(trunk, text, following: track, on: compute)
///         track = model.track(of: best, seen, after: track, on: compute)
///     }
///
/// Weights: ReferFormer's, `track_embed.*`, and `track_pos_embed.*` where positions move.
package struct OnlineRefer: Sendable {
    /// The part of the weights that carries positions on.
    static let positionTrack = "track_pos_embed"

    package let config: OnlineReferConfig
    package var network: ReferFormer
    /// Makes the query of the next frame out of what was found in this one.
    let track: FeedForward
    let positionTrack: FeedForward?

    /// Builds a model from any source of weights. All of its tensors must be used, but for those
    /// that `ReferFormer.isRedundant` names.
    ///
    /// - Throws: `WeightsError.mismatched`, `ReferFormerError.badConfig`.
    package init(
        _ source: any WeightSource, config: OnlineReferConfig, on compute: Compute
    ) throws {
        try config.validate(path: source.path)
        let root = WeightScope(source, compute: compute)
        let hidden = config.network.hidden
        self.config = config
        network = try ReferFormer(root, config.network)
        track = try FeedForward(root["track_embed"], norm: "norm", width: hidden, inner: hidden)
        positionTrack =
            config.movesPositions
            ? try FeedForward(
                root[Self.positionTrack], norm: "norm", width: hidden, inner: hidden) : nil
        try root.finish(ignoring: ReferFormer.isRedundant)
    }
}
