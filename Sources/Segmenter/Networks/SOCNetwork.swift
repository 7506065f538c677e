import Decisions
import Media
import ReferFormer
import Tensors

/// A published SOC, which judges the frames of a clip together.
struct SOCNetwork: WindowNetwork {
    typealias Query = EncodedText

    let checkpoint: PublishedCheckpoint
    private let model: SOC

    /// - Throws: `WeightsError`.
    init(_ checkpoint: PublishedCheckpoint, config: SOCConfig) throws {
        self.checkpoint = checkpoint
        model = try SOC(checkpoint.file, config: config, on: checkpoint.compute)
    }

    /// As its authors' settings have it for every model.
    var neighbourhood: Int { 8 }

    func encode(_ tokens: [Int]) throws -> EncodedText {
        try model.encode([tokens], on: compute)
    }

    func releaseText() { model.releaseText() }

    func input(_ image: RGBImage) throws -> RGBImage { try limitedInput(image) }

    func objects(
        _ frames: [RGBImage], _ queries: [EncodedText], following links: inout [CandidateLink]
    ) throws -> [WindowObject] {
        let trunk = model.trunk(FrameBatch(clip: stacked(frames)), on: compute)
        return queries.indices.map { index in
            WindowObject(
                model.decode(trunk, queries[index], on: compute), trunk, by: model,
                following: &links[index], on: compute)
        }
    }

    /// The frame is the one in the middle, also where its neighbours beyond the clip's end repeat it.
    func candidates(
        _ neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText], height: Int, width: Int
    ) throws -> [[Candidate]] {
        let clip = stacked(neighbourhood)
        let trunk = model.trunk(
            FrameBatch(clip: clip), annotated: [neighbourhood.count / 2], on: compute)
        let size = Extent(rows: clip.shape[1], columns: clip.shape[2])
        return queries.map { query in
            let seen = model.decode(trunk, query, on: compute)
            return Candidate.all(
                seen.firstScores, model.masks(seen, trunk, on: compute), padded: size,
                extent: size, height: height, width: width, on: compute)
        }
    }
}
