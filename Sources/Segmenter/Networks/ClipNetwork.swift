import Decisions
import Media
import ReferFormer
import Tensors

/// A published ReferFormer, which judges the frames of a clip together.
struct ClipNetwork: ClipModelNetwork {
    var checkpoint: PublishedCheckpoint
    var model: ReferFormer

    /// - Throws: `WeightsError`.
    init(_ checkpoint: PublishedCheckpoint, config: ReferFormerConfig) throws {
        self.checkpoint = checkpoint
        model = try ReferFormer(checkpoint.file, config: config, on: checkpoint.compute)
    }

    func mapsPerFrame(queries: Int) -> Double {
        if joinsFrames { return 3 }
        return queries > 1 ? 1.4 : 1
    }

    func keptMaps(of input: RGBImage, queries: Int) -> Int {
        joinsFrames ? 0 : ClipMemory.finest(of: input, queries: queries)
    }

    func input(_ image: RGBImage) throws -> RGBImage {
        let size =
            clipProtocol.isAnnotated
            ? InputSize.annotated(width: image.width, height: image.height)
            : InputSize.video(width: image.width, height: image.height)
        return try image.resized(width: size.width, height: size.height)
    }

    func candidates(
        _ neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText], height: Int, width: Int
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
}
