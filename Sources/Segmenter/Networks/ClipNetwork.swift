import Decisions
import Media
import ReferFormer
import Tensors

/// A published ReferFormer, which judges the frames of a clip together.
struct ClipNetwork: WindowNetwork {
    typealias Query = EncodedText

    let checkpoint: PublishedCheckpoint
    var model: ReferFormer

    /// - Throws: `WeightsError`.
    init(_ checkpoint: PublishedCheckpoint, config: ReferFormerConfig) throws {
        self.checkpoint = checkpoint
        model = try ReferFormer(checkpoint.file, config: config, on: checkpoint.compute)
    }

    func encode(_ tokens: [Int]) throws -> EncodedText {
        try model.encode([tokens], on: compute)
    }

    func input(_ image: RGBImage) throws -> Tensor {
        let size =
            clipProtocol.isAnnotated
            ? InputSize.annotated(width: image.width, height: image.height)
            : InputSize.video(width: image.width, height: image.height)
        return try image.resized(width: size.width, height: size.height).normalised()
    }

    func objects(
        _ frames: [Tensor], _ queries: [EncodedText], following links: inout [CandidateLink]
    ) throws -> [WindowObject] {
        let trunk = try trunk(frames)
        return queries.indices.map { index in
            WindowObject(
                model.decode(trunk, queries[index], on: compute), trunk, by: model,
                following: &links[index], on: compute)
        }
    }

    func candidates(
        _ neighbourhood: [Tensor], place: Int, _ queries: [EncodedText], height: Int, width: Int
    ) throws -> [[Candidate]] {
        // A backbone that sees frames one by one needs no others than the annotated one.
        let clip = joinsFrames ? stacked(neighbourhood) : stacked([neighbourhood[place]])
        let extent = Extent(rows: clip.shape[1], columns: clip.shape[2])
        let trunk = try model.trunk(
            FrameBatch(padding: [clip], toMultiplesOf: 32), annotated: [joinsFrames ? place : 0],
            on: compute)
        return queries.map { query in
            Candidate.all(
                model.decode(trunk, query, on: compute), trunk, by: model, extent: extent,
                height: height, width: width, on: compute)
        }
    }

    private var joinsFrames: Bool { model.config.backbone.joinsFrames }

    /// The trunk of a clip, made frame by frame where the backbone allows: that needs less memory.
    private func trunk(_ frames: [Tensor]) throws -> Trunk {
        let parts = joinsFrames ? [stacked(frames)] : frames.map { stacked([$0]) }
        return model.joined(
            try parts.map { try model.trunk(FrameBatch(clip: $0), on: compute) }, on: compute)
    }
}
