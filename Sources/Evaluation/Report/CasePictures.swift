import Datasets
import Foundation
import Masks
import Media

/// Pictures of a report: the frame with the model's mask and the true one over it.
struct CasePictures {
    /// Longer sides are reduced to about this many pixels.
    private static let side = 480

    private let videos: [String: VideoFrames]

    /// - `dataset`: where frames are; nil for gray ground instead.
    init(_ dataset: Dataset?) {
        videos = Dictionary(
            (dataset?.videos ?? []).map { ($0.id, $0.frames) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The picture of a case as it stands in an `src`.
    ///
    /// - Throws: `MaskError`, `MediaError`.
    func dataURI(_ it: ReportCase) throws -> String {
        try dataURI(it.target, of: it.video)
    }

    /// The picture of what was found in a frame of a video.
    ///
    /// - Throws: `MaskError`, `MediaError`.
    func dataURI(_ target: TargetRecord, of video: String) throws -> String {
        let chosen = try target.runs(target.chosen.mask).mask
        let truth =
            try target.truth.map { try target.runs($0).mask }
            ?? Mask(emptyWithWidth: target.width, height: target.height)
        let drawn = Overlay(opacity: 0.3).draw([chosen, truth], on: frame(target, video))
        let step = max(1, (max(target.width, target.height) + Self.side - 1) / Self.side)
        let jpeg = try drawn.reduced(by: step).jpeg(quality: 80)
        return "data:image/jpeg;base64," + Data(jpeg).base64EncodedString()
    }

    /// The frame itself, or gray where it cannot be read any more: a report is worth having without.
    private func frame(_ target: TargetRecord, _ video: String) -> RGBImage {
        if let frames = videos[video],
            let image = try? frames.image(at: target.frame), image.width == target.width,
            image.height == target.height
        {
            return image
        }
        return RGBImage(
            width: target.width, height: target.height, Overlay.Colour(0x80_8080))
    }
}

extension VideoFrames {
    /// Decodes one frame, or the last one before it.
    fileprivate func image(at index: Int) throws -> RGBImage? {
        switch self {
        case .images(let paths):
            return try paths.isEmpty ? nil : RGBImage(path: paths[min(index, paths.count - 1)])
        case .file(let path):
            let reader = try VideoFile(path: path).frames()
            var last: RGBImage?
            while let frame = try reader.next() {
                last = frame.image
                if frame.index == index { break }
            }
            return last
        }
    }
}

extension RGBImage {
    /// The mean of squares of `step` pixels; what does not fill one at the right and below is left out.
    fileprivate func reduced(by step: Int) -> RGBImage {
        guard step > 1, width >= step, height >= step else { return self }
        let (columns, rows) = (width / step, height / step)
        var result = [UInt8](repeating: 0, count: columns * rows * 3)
        for y in 0..<rows {
            for x in 0..<columns {
                for channel in 0..<3 {
                    var sum = 0
                    for row in 0..<step {
                        let start = ((y * step + row) * width + x * step) * 3 + channel
                        for column in 0..<step { sum += Int(pixels[start + column * 3]) }
                    }
                    result[(y * columns + x) * 3 + channel] = UInt8(sum / (step * step))
                }
            }
        }
        return RGBImage(width: columns, height: rows, pixels: result)
    }
}
