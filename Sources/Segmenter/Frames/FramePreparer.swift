import Evidence
import Media
import ReferFormer
import Tensors

/// A frame, and what the network reads of it.
struct PreparedFrame: Sendable {
    let frame: Frame
    /// `[height, width, 8]`: red, green and blue with mean 0 and deviation 1 over ImageNet, then the
    /// five evidence channels.
    let input: Tensor
    /// For the recognition network; nil where it does not look at this frame, or the model has none.
    let photograph: Photograph?
    /// Red, green and blue, 0…1, a quarter of the photograph's height and width: `[1, h, w, 3]`.
    let colours: Tensor
    /// The flow to the next frame, as of `Tensor.carried(by:)`.
    let flow: Tensor

    /// How much every place moves against the camera.
    var movement: DistinguishedBoxes.Movement {
        let (rows, columns, channels) = (input.shape[0], input.shape[1], input.shape[2])
        let values = input.withUnsafeBuffer { input in
            (0..<(rows * columns)).map { input[$0 * channels + Self.movement] }
        }
        return (columns, rows, values)
    }

    /// Channel of the motion saliency.
    private static let movement = 5
}

/// Reads frames and reduces each to the network's input; one frame ahead, because the motion of a
/// frame is measured against the next one (of the last, against the one before).
///
/// Frames are reduced to the evidence's working size first and from there to the network's size, as
/// in training.
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
final class FramePreparer: @unchecked Sendable {
    /// Channels of the network's input.
    static let channels = 3 + EvidenceExtractor.channels

    /// A frame at the evidence's working size.
    private struct Working {
        let frame: Frame
        let pixels: RGBImage
    }

    private let frames: any FrameReader
    private let seconds: SharedSeconds
    private let looksAt: @Sendable (Int, _ isLast: Bool) -> Bool
    private var ahead: Working?
    private var previous: RGBImage?
    private var started = false
    private var index = 0

    /// - `seconds`: the time spent is added here; `looksAt`: the frames, counted from 0, of which the
    ///   recognition network's input is wanted too.
    init(
        _ frames: sending any FrameReader, _ seconds: SharedSeconds,
        looksAt: @escaping @Sendable (Int, _ isLast: Bool) -> Bool
    ) {
        self.frames = frames
        self.looksAt = looksAt
        self.seconds = seconds
    }

    /// Height and width of the network's input: 128x224 for landscape frames, 224x128 for portrait.
    static func inputSize(width: Int, height: Int) -> (height: Int, width: Int) {
        width >= height ? (128, 224) : (224, 128)
    }

    /// The next frame, nil after the last.
    ///
    /// - Throws: what the reader throws for this frame or the one after it.
    func next() throws -> PreparedFrame? {
        try seconds.measure {
            if !started {
                started = true
                ahead = try read()
            }
            guard let current = ahead else { return nil }
            ahead = try read()
            defer {
                previous = current.pixels
                index += 1
            }
            let (input, flow) = try input(current)
            let isLast = ahead == nil
            return PreparedFrame(
                frame: current.frame, input: input,
                photograph: looksAt(index, isLast)
                    ? try Self.photograph(current.frame.image, isAlone: isLast && index == 0) : nil,
                colours: try Self.colours(current.pixels), flow: flow)
        }
    }

    /// Height and width of the recognition network's input.
    static func photographSize(width: Int, height: Int) -> (height: Int, width: Int) {
        width >= height ? (256, 448) : (448, 256)
    }

    /// - `isAlone`: whether the clip is this one image, for which there is time to look twice.
    private static func photograph(_ image: RGBImage, isAlone: Bool) throws -> Photograph {
        let size = photographSize(width: image.width, height: image.height)
        let small = try image.resized(width: size.width, height: size.height)
        let sides = [DetectionNetwork.side] + (isAlone ? [DetectionNetwork.closeSide] : [])
        return Photograph(
            pixels: small.asPhotograph(), views: try sides.map { try view(image, side: $0) })
    }

    /// - `side`: the longer one.
    private static func view(_ image: RGBImage, side: Int) throws -> DetectionView {
        let step = DetectionNetwork.step
        let longer = max(image.width, image.height)
        let shrunk = { (length: Int) in max(1, length * side / longer) }
        let padded = { (length: Int) in (length + step - 1) / step * step }
        let extent = Extent(rows: shrunk(image.height), columns: shrunk(image.width))
        let small = try image.resized(width: extent.columns, height: extent.rows)
        let (rows, columns) = (padded(extent.rows), padded(extent.columns))
        let pixels = Tensor.filled([1, rows, columns, 3]) { out in
            out.update(repeating: DetectionNetwork.grey)
            small.pixels.withUnsafeBufferPointer { pixels in
                for row in 0..<extent.rows {
                    for at in 0..<(3 * extent.columns) {
                        out[3 * row * columns + at] = Float(
                            pixels[3 * row * extent.columns + at])
                    }
                }
            }
        }
        return DetectionView(pixels: pixels, extent: extent)
    }

    private static func colours(_ image: RGBImage) throws -> Tensor {
        let size = photographSize(width: image.width, height: image.height)
        let small = try image.resized(width: size.width / 4, height: size.height / 4)
        return Tensor(
            shape: [1, small.height, small.width, 3], values: small.pixels.map { Float($0) / 255 })
    }

    private func read() throws -> Working? {
        guard let frame = try frames.next() else { return nil }
        let image = frame.image
        let size = EvidenceExtractor.workingSize(width: image.width, height: image.height)
        let pixels = try image.resized(width: size.width, height: size.height)
        return Working(frame: frame, pixels: pixels)
    }

    private func input(_ current: Working) throws -> (input: Tensor, flow: Tensor) {
        let size = Self.inputSize(width: current.pixels.width, height: current.pixels.height)
        let neighbour: EvidenceExtractor.Neighbour =
            if let ahead {
                .next(ahead.pixels)
            } else if let previous {
                .previous(previous)
            } else {
                .none
            }
        let (evidence, flow) = try EvidenceExtractor(height: size.height, width: size.width)
            .evidenceAndFlow(of: current.pixels, against: neighbour)
        let small = try current.pixels.resized(width: size.width, height: size.height)
        return (Self.joined(small, evidence), flow)
    }

    /// Colour, normalised as torchvision's models expect it, beside the evidence: `[h, w, 8]`.
    private static func joined(_ image: RGBImage, _ evidence: Tensor) -> Tensor {
        let channels = Self.channels
        return Tensor.filled([image.height, image.width, channels]) { out in
            evidence.withUnsafeBuffer { evidence in
                image.pixels.withUnsafeBufferPointer { pixels in
                    for at in 0..<(pixels.count / 3) {
                        for channel in 0..<3 {
                            out[at * channels + channel] = ImageNet.normalised(
                                pixels[at * 3 + channel], channel: channel)
                        }
                        for channel in 3..<channels {
                            out[at * channels + channel] =
                                evidence[at * (channels - 3) + channel - 3]
                        }
                    }
                }
            }
        }
    }
}
