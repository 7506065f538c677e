import Layers
import Tensors

/// Frames of one or more clips of equal length, normalised, padded at the right and below with zeros
/// to one size.
package struct FrameBatch: Sendable {
    /// `[clips · frames, height, width, channels]`, all frames of a clip in a row.
    package let pixels: Tensor
    package let clips: Int
    /// Size of each frame without padding.
    package let extents: [Extent]

    package var framesPerClip: Int { extents.count / clips }
    package var size: DeformableAttention.Size { (pixels.shape[1], pixels.shape[2]) }

    /// One clip without padding, `[frames, height, width, channels]`.
    package init(clip pixels: Tensor) {
        precondition(pixels.shape.count == 4, "frames of shape \(pixels.shape)")
        self.pixels = pixels
        clips = 1
        let extent = Extent(rows: pixels.shape[1], columns: pixels.shape[2])
        extents = Array(repeating: extent, count: pixels.shape[0])
    }

    /// Clips of equal length and any size, padded to the largest height and width and on to
    /// multiples of `divisor` (32 in the published evaluation on A2D-Sentences).
    package init(padding clips: [Tensor], toMultiplesOf divisor: Int = 1) {
        guard let first = clips.first else { preconditionFailure("no clips") }
        let (frames, channels) = (first.shape[0], first.shape[3])
        precondition(
            clips.allSatisfy {
                $0.shape.count == 4 && $0.shape[0] == frames && $0.shape[3] == channels
            }, "clips \(clips.map(\.shape))")
        let up = { (size: Int) in (size + divisor - 1) / divisor * divisor }
        let height = up(clips.map { $0.shape[1] }.max() ?? 0)
        let width = up(clips.map { $0.shape[2] }.max() ?? 0)
        self.clips = clips.count
        extents = clips.flatMap {
            Array(repeating: Extent(rows: $0.shape[1], columns: $0.shape[2]), count: frames)
        }
        pixels = .filled([clips.count * frames, height, width, channels]) { padded in
            padded.update(repeating: 0)
            for (index, clip) in clips.enumerated() {
                let (rows, line) = (clip.shape[1], clip.shape[2] * channels)
                clip.withUnsafeBuffer { clip in
                    for row in 0..<(frames * rows) {
                        let frame = index * frames + row / rows
                        let start = (frame * height + row % rows) * width * channels
                        let source = UnsafeBufferPointer(
                            rebasing: clip[(row * line)..<((row + 1) * line)])
                        _ = padded[start..<(start + line)].update(fromContentsOf: source)
                    }
                }
            }
        }
    }
}
