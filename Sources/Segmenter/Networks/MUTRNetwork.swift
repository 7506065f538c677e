import Decisions
import Media
import ReferFormer
import Tensors

/// A published MUTR, which judges the frames of a clip together.
struct MUTRNetwork: ClipModelNetwork {
    /// The shorter side of a frame becomes this.
    private static let shortSide = 432
    /// Frames of a window in the published inference on Ref-DAVIS17.
    private static let windowOfDAVIS = 64

    var checkpoint: PublishedCheckpoint
    let model: MUTR

    /// - Throws: `WeightsError`, and `SegmenterError.noProtocol` for single annotated frames.
    init(_ checkpoint: PublishedCheckpoint, config: MUTRConfig) throws {
        try checkpoint.requireWholeClips(MUTRConfig.kind)
        self.checkpoint = checkpoint
        model = try MUTR(checkpoint.file, config: config, on: checkpoint.compute)
    }

    var windowLength: Int {
        clipProtocol == .refDAVIS ? Self.windowOfDAVIS : ClipWindow.length
    }

    func input(_ image: RGBImage) throws -> RGBImage {
        let size = InputSize.video(
            width: image.width, height: image.height, shortSide: Self.shortSide)
        return try image.resized(width: size.width, height: size.height)
    }

    func candidates(
        _ neighbourhood: [RGBImage], place: Int, _ queries: [EncodedText], height: Int, width: Int
    ) throws -> [[Candidate]] {
        throw checkpoint.noSingleFrames(MUTRConfig.kind)
    }
}
