import Decisions
import Language
import MTTR
import Media
import ReferFormer
import Tensors

/// A published MTTR, which judges the frames of a clip together.
struct MTTRNetwork: WindowNetwork {
    typealias Query = MTTR.EncodedText

    let checkpoint: PublishedCheckpoint
    private let model: MTTR

    /// - Throws: `WeightsError`.
    init(_ checkpoint: PublishedCheckpoint, config: MTTRConfig) throws {
        self.checkpoint = checkpoint
        model = try MTTR(checkpoint.file, config: config, on: checkpoint.compute)
    }

    /// Whatever the data set.
    var preparation: TextPreparation { .lowercased }

    var neighbourhood: Int { model.config.neighbourhood }

    func encode(_ tokens: [Int]) throws -> MTTR.EncodedText {
        try model.encode([tokens], on: compute)
    }

    func releaseText() { model.releaseText() }

    func input(_ image: RGBImage) throws -> RGBImage { try limitedInput(image) }

    func objects(
        _ frames: [RGBImage], _ queries: [MTTR.EncodedText], following links: inout [CandidateLink]
    ) throws -> [WindowObject] {
        let trunk = model.trunk(FrameBatch(clip: stacked(frames)), on: compute)
        return queries.indices.map { index in
            WindowObject(
                model.decode(trunk, queries[index], on: compute), by: model,
                following: &links[index], on: compute)
        }
    }

    func painter(_ image: RGBImage, input: RGBImage) -> MaskPainter {
        MaskPainter(
            height: image.height, width: image.width, readHeight: input.height,
            readWidth: input.width, sourceHeight: (input.height + 3) / 4,
            sourceWidth: (input.width + 3) / 4)
    }

    /// The frame is the one in the middle, also where its neighbours beyond the clip's end repeat it.
    func candidates(
        _ neighbourhood: [RGBImage], place: Int, _ queries: [MTTR.EncodedText], height: Int,
        width: Int
    ) throws -> [[Candidate]] {
        let trunk = model.trunk(
            FrameBatch(clip: stacked(neighbourhood)), annotated: [neighbourhood.count / 2],
            on: compute)
        let size = Extent(rows: trunk.size.height, columns: trunk.size.width)
        return queries.map { query in
            let seen = model.decode(trunk, query, on: compute)
            return Candidate.all(
                seen.scores, model.masks(seen, on: compute), padded: size, extent: size,
                height: height, width: width, on: compute)
        }
    }
}
