import Tensors
import Weights

/// Swin or Video-Swin, and every rule in which they differ as published: all else is the same
/// network, Swin being the one whose windows are one frame deep.
package enum SwinKind: Sendable {
    case image
    case video

    /// How an axis of a map is cut. Swin keeps window and shift even where the map is smaller, which
    /// is padded; Video-Swin takes the whole of a short axis as window and does not shift along it.
    func axis(size: Int, window: Int, shifted: Bool) -> SwinWindowAxis {
        if self == .video && size <= window {
            return SwinWindowAxis(size: size, window: size, shift: 0)
        }
        return SwinWindowAxis(size: size, window: window, shift: shifted ? window / 2 : 0)
    }

    /// Whether frames of a clip share windows; each is a clip of its own otherwise.
    var joinsFrames: Bool { self == .video }

    /// Whether each stage's output passes a layer normalisation, `normS`, on its way out.
    var normalizesFeatures: Bool { self == .image }

    /// Where the merging behind a stage keeps its weights.
    func merging(_ scope: WeightScope, stage: Int) -> WeightScope {
        switch self {
        case .image: scope["layers"][stage]["downsample"]
        case .video: scope["downsamples"][stage]
        }
    }

    /// Shape of the patch embedding's weight; Video-Swin's has an axis for the one frame of a patch.
    func patchWeight(embed: Int, inputs: Int, side: Int) -> [Int] {
        switch self {
        case .image: [embed, inputs, side, side]
        case .video: [embed, inputs, 1, side, side]
        }
    }
}
