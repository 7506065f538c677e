import Decisions
import Media
import Tensors

/// A published network that judges the frames of a window of a clip together.
protocol WindowNetwork: PublishedNetwork {
    /// A frame in the size in which the network reads it.
    func input(_ image: RGBImage) throws -> RGBImage

    /// Finds every query's object in a window of a clip.
    ///
    /// - `frames`: from `input`, all of one size.
    /// - `links`: one a query: what they followed so far.
    func objects(
        _ frames: [RGBImage], _ queries: [Query], following links: inout [CandidateLink]
    ) throws -> [WindowObject]

    /// Frames of a window, at most, where the protocol does not want the whole video.
    var windowLength: Int { get }

    /// What is kept of a frame of a window, in maps of 256 channels at stride 4.
    func mapsPerFrame(queries: Int) -> Double

    /// Such maps of a window's first frames that are kept beside these.
    ///
    /// - `input`: what the network reads of a frame.
    func keptMaps(of input: RGBImage, queries: Int) -> Int

    /// Turns an object's logits into masks of a frame.
    ///
    /// - `input`: what the network read of the frame.
    func painter(_ image: RGBImage, input: RGBImage) -> MaskPainter

    /// Every candidate of every query in one frame of a neighbourhood.
    ///
    /// - `neighbourhood`: from `input`; `place`: of the frame among its neighbours.
    /// - `height`, `width`: of the masks.
    func candidates(
        _ neighbourhood: [RGBImage], place: Int, _ queries: [Query], height: Int, width: Int
    ) throws -> [[Candidate]]
}

extension WindowNetwork {
    var windowLength: Int { ClipWindow.length }

    func pass(
        _ queries: [Query], logit: Float, contests: [Int], within resources: PassResources
    ) -> any Pass {
        clipProtocol.isAnnotated
            ? ClipPass(NeighbourhoodJudge(self, queries, within: resources))
            : ClipPass(
                WindowJudge(
                    self, queries, logit: logit, contests: contests, within: resources))
    }

    func mapsPerFrame(queries: Int) -> Double { 6 }

    func keptMaps(of input: RGBImage, queries: Int) -> Int { 0 }

    /// For frames like this one.
    ///
    /// - `input`: what the network reads of it.
    func memoryNeed(_ image: RGBImage, input: RGBImage, queries: Int) -> MemoryNeed {
        checkpoint.memoryNeed(
            image, height: input.height, width: input.width,
            mapsPerFrame: mapsPerFrame(queries: queries),
            keptMaps: keptMaps(of: input, queries: queries))
    }

    /// Straight from stride 4 to the frame's own size.
    func painter(_ image: RGBImage, input: RGBImage) -> MaskPainter {
        MaskPainter(image, source: [input.height, input.width].map { ($0 + 3) / 4 })
    }

    /// A frame as MTTR and SOC read it: both sides stay within limits on every data set.
    func limitedInput(_ image: RGBImage) throws -> RGBImage {
        let size =
            clipProtocol.isAnnotated
            ? InputSize.annotated(
                width: image.width, height: image.height, shortSide: 320, longSide: 576)
            : InputSize.annotated(width: image.width, height: image.height)
        return try image.resized(width: size.width, height: size.height)
    }

    func candidates(
        in neighbourhood: [RGBImage], place: Int, _ queries: [Query]
    ) throws -> [[Candidate]] {
        let image = neighbourhood[place]
        return try candidates(
            neighbourhood.map(input), place: place, queries, height: image.height,
            width: image.width)
    }

    /// Frames one after another, normalised, `[frames, height, width, 3]`.
    func stacked(_ frames: [RGBImage]) -> Tensor {
        compute.concatenate(frames.map { $0.normalised() }, axis: 0)
    }
}
