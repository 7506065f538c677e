import Media

/// Turns mask logits at the network's resolution into a mask of the frame's own size.
///
/// Bilinear with half-pixel centres, the map stretched over the whole frame (PyTorch's
/// `interpolate(mode="bilinear", align_corners=False)`), then the threshold.
struct MaskPainter: Sendable {
    private let width: Int
    private let height: Int
    private let columns: [Tap]
    private let rows: [Tap]
    private let sourceWidth: Int

    /// Where an output position reads: `source[low] + (source[high] - source[low]) * fraction`.
    private struct Tap: Sendable {
        let low: Int
        let high: Int
        let fraction: Float
    }

    /// - `height`, `width`: of the frame; `sourceHeight`, `sourceWidth`: of the logits.
    init(height: Int, width: Int, sourceHeight: Int, sourceWidth: Int) {
        (self.width, self.height, self.sourceWidth) = (width, height, sourceWidth)
        columns = Self.taps(width, from: sourceWidth)
        rows = Self.taps(height, from: sourceHeight)
    }

    /// The mask of all pixels whose interpolated logit is above `threshold`.
    ///
    /// - `logits`: `[sourceHeight, sourceWidth]`, row by row.
    func paint(_ logits: [Float], above threshold: Float) -> Mask {
        precondition(
            logits.count == sourceWidth * ((rows.last?.high ?? -1) + 1),
            "\(logits.count) logits for rows of \(sourceWidth)")
        var line = [Float](repeating: 0, count: sourceWidth)
        return Mask(width: width, height: height) { pixels in
            logits.withUnsafeBufferPointer { source in
                line.withUnsafeMutableBufferPointer { line in
                    columns.withUnsafeBufferPointer { columns in
                        for (y, tap) in rows.enumerated() {
                            let (low, high) = (tap.low * sourceWidth, tap.high * sourceWidth)
                            for x in 0..<sourceWidth {
                                let top = source[low + x]
                                line[x] = top + (source[high + x] - top) * tap.fraction
                            }
                            let row = y * width
                            for x in 0..<width {
                                let tap = columns[x]
                                let left = line[tap.low]
                                let value = left + (line[tap.high] - left) * tap.fraction
                                pixels[row + x] = value > threshold ? 1 : 0
                            }
                        }
                    }
                }
            }
        }
    }

    private static func taps(_ count: Int, from source: Int) -> [Tap] {
        let scale = Float(source) / Float(count)
        return (0..<count).map { position in
            let centre = max((Float(position) + 0.5) * scale - 0.5, 0)
            let low = min(Int(centre), source - 1)
            return Tap(
                low: low, high: min(low + 1, source - 1), fraction: centre - Float(low))
        }
    }
}
