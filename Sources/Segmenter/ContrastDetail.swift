import Tensors

/// What the contrast channel knows about an outline that a map at a quarter of its resolution
/// cannot say: `weight · (contrast - its average over 4x4 cells, stretched back)`.
///
/// The network's logits are stretched to its input's size and this is added, so that masks follow
/// edges of the evidence; where contrast is even, nothing changes.
struct ContrastDetail: Sendable {
    private let height: Int
    private let width: Int
    private let values: [Float]
    private let stretch: Stretch

    /// - `input`: `[height, width, channels]`, sides multiples of 4; `channel`: the contrast's.
    init(_ input: Tensor, channel: Int, weight: Float) {
        let (height, width, channels) = (input.shape[0], input.shape[1], input.shape[2])
        precondition(height % 4 == 0 && width % 4 == 0, "detail of \(input.shape)")
        let contrast = input.withUnsafeBuffer { input in
            (0..<height * width).map { input[$0 * channels + channel] }
        }
        var cells = [Float](repeating: 0, count: height * width / 16)
        for y in 0..<height {
            for x in 0..<width {
                cells[y / 4 * (width / 4) + x / 4] += contrast[y * width + x] / 16
            }
        }
        (self.height, self.width) = (height, width)
        stretch = Stretch(
            height: height, width: width, sourceHeight: height / 4, sourceWidth: width / 4)
        values = zip(contrast, stretch(cells)).map { weight * ($0 - $1) }
    }

    /// Logits at the input's size.
    ///
    /// - `logits`: `[height / 4, width / 4]`.
    func sharpen(_ logits: [Float]) -> [Float] {
        zip(stretch(logits), values).map(+)
    }
}
