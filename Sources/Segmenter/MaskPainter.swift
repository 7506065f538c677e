import Media

/// Turns logits at the network's resolution into a mask of the frame's own size: stretched
/// bilinearly over the whole frame, then the threshold.
struct MaskPainter: Sendable {
    private let width: Int
    private let height: Int
    private let stretch: Stretch

    /// - `height`, `width`: of the frame; `sourceHeight`, `sourceWidth`: of the logits.
    init(height: Int, width: Int, sourceHeight: Int, sourceWidth: Int) {
        (self.width, self.height) = (width, height)
        stretch = Stretch(
            height: height, width: width, sourceHeight: sourceHeight, sourceWidth: sourceWidth)
    }

    /// The mask of all pixels whose interpolated logit is above `threshold`.
    ///
    /// - `logits`: `[sourceHeight, sourceWidth]`, row by row.
    func paint(_ logits: [Float], above threshold: Float) -> Mask {
        Mask(width: width, height: height) { pixels in
            stretch.forEachRow(of: logits) { y, row in
                for x in row.indices { pixels[y * width + x] = row[x] > threshold ? 1 : 0 }
            }
        }
    }
}
