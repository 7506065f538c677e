import Decisions
import Media
import ReferFormer
import Tensors

/// A network of a model on ReferFormer's trunk.
protocol ClipModelNetwork: WindowNetwork, CachingNetwork where Query == EncodedText {
    associatedtype Model: ClipModel

    var model: Model { get }
}

extension ClipModelNetwork {
    func encode(_ tokens: [Int]) throws -> EncodedText {
        try model.network.encode([tokens], on: compute)
    }

    func releaseText() { model.network.releaseText() }

    func objects(
        _ frames: [RGBImage], _ queries: [EncodedText], following links: inout [CandidateLink]
    ) throws -> [WindowObject] {
        let trunk = try trunk(frames, for: queries)
        return queries.indices.map { index in
            WindowObject(
                model.decode(trunk, queries[index], on: compute), trunk, by: model,
                following: &links[index], on: compute)
        }
    }

    func painter(_ image: RGBImage, input: RGBImage) -> MaskPainter {
        MaskPainter(
            image, source: [input.height, input.width].map(model.network.config.maskSide))
    }

    /// Whether a frame's features depend on the other frames.
    var joinsFrames: Bool { model.network.config.backbone.joinsFrames }

    /// The trunk of a clip, made frame by frame where the backbone allows: that needs less memory.
    ///
    /// - `queries`: those that it serves.
    private func trunk(_ frames: [RGBImage], for queries: [EncodedText]) throws -> Trunk {
        guard !joinsFrames else { return try trunk(frames).trunk }
        let only = queries.count == 1 ? queries[0] : nil
        let parts = try frames.enumerated().map { index, frame in
            var (part, finest) = try trunk([frame])
            if index >= ClipMemory.finest(of: frame, queries: queries.count) {
                part = model.network.forgettingFinest(
                    part, of: { FrameBatch(clip: stacked([frame])) }, or: finest, on: compute)
            }
            return only.map { model.read(part, $0, on: compute) } ?? part
        }
        return model.network.joined(parts, on: compute)
    }

    private func trunk(
        _ frames: [RGBImage]
    ) throws -> (trunk: Trunk, finest: (@Sendable () -> Tensor?)?) {
        let batch = FrameBatch(clip: stacked(frames))
        return try checkpoint.trunk(of: batch, by: model.network) {
            try model.network.trunk(batch, on: compute)
        }
    }
}
