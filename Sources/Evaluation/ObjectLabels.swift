import Datasets
import Masks
import Media

/// True masks of all objects of a video, as its label images have them.
struct ObjectLabels {
    /// Neither object nor background.
    private static let void: UInt8 = 255

    private let video: Video
    private let truth: TruthReader

    init(_ video: Video, _ truth: TruthReader) { (self.video, self.truth) = (video, truth) }

    /// The objects of every frame, as many as the highest number in the first one says: what comes
    /// later is not scored (`get_all_masks` of the DAVIS 2017 toolkit).
    ///
    /// - `sizes`: what was predicted in every frame, for the frames' sizes.
    /// - Throws: `MediaError`; `DatasetError.sizesDiffer` where labels are not of their frame's size.
    func frames(sizes: [TargetRecord]?) throws -> [LabelledFrame] {
        var count = 0
        return try video.labelImages.enumerated().map { index, path in
            let image = try truth.labels(path)
            if let frame = sizes?.first(where: { $0.frame == index }),
                (frame.width, frame.height) != (image.width, image.height)
            {
                throw DatasetError.sizesDiffer(
                    mask: path, maskSize: "\(image.width)x\(image.height)", video: video.id,
                    videoSize: "\(frame.width)x\(frame.height)")
            }
            if index == 0 { count = Int(image.labels.filter { $0 != Self.void }.max() ?? 0) }
            func runs(_ label: UInt8) -> String { RunLengths(image.mask(of: label)).compressed }
            return LabelledFrame(
                width: image.width, height: image.height,
                objects: (0..<count).map { runs(UInt8($0 + 1)) }, void: runs(Self.void))
        }
    }
}
