import Tensors

/// The contrast channel at its own resolution, added to a mask's logits:
/// `weight · clamp(contrast, ±limit)`.
///
/// The network decides at a quarter of its input's resolution which object is meant; the evidence
/// says, four times finer and better on footage the network knows little of, where things end. The limit leaves the network the last word.
package struct ContrastEvidence: Sendable {
    private let values: [Float]
    private let stretch: Stretch

    /// - `input`: `[height, width, channels]`, sides multiples of 4; `channel`: the contrast's.
    package init(_ input: Tensor, channel: Int, weight: Float, limit: Float) {
        let (height, width, channels) = (input.shape[0], input.shape[1], input.shape[2])
        precondition(height % 4 == 0 && width % 4 == 0, "contrast of \(input.shape)")
        values = input.withUnsafeBuffer { input in
            (0..<height * width).map {
                weight * min(max(input[$0 * channels + channel], -limit), limit)
            }
        }
        stretch = Stretch(
            height: height, width: width, sourceHeight: height / 4, sourceWidth: width / 4)
    }

    /// Logits at the input's size.
    ///
    /// - `logits`: `[height / 4, width / 4]`.
    package func sharpen(_ logits: [Float]) -> [Float] {
        zip(stretch(logits), values).map(+)
    }
}
