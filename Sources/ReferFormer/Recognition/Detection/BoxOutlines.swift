import Layers
import Tensors
import Weights

/// Tells in a close look at a box which of it the thing is that the box was drawn around, from the maps of the
/// backbone that knows photographs: it sees what the things are where another stands out more.
///
/// Weights: `pyramid` (`LightPyramid`), `outline` (1×1 convolution).
struct BoxOutlines: Sendable {
    private let pyramid: LightPyramid
    private let outline: Convolution

    /// Weight of its logits beside those of what stands out.
    private static let weight: Float = 0.6

    init(_ scope: WeightScope, channels: [Int], width: Int) throws {
        pyramid = try LightPyramid(scope["pyramid"], channels: channels, width: width)
        outline = try Convolution(
            scope["outline"], channels: width, outputs: 1, kernel: 1, bias: true)
    }

    /// - `maps`: the backbone's, of a look.
    /// - Returns: logits, `[1, side / 4, side / 4, 1]`.
    func callAsFunction(_ maps: [Tensor], on compute: Compute) -> Tensor {
        outline(pyramid(maps, on: compute)[0], on: compute)
    }

    /// Both opinions of a look: logits.
    ///
    /// - `salience`: of what stands out, drawn by `SalienceNetwork`, whose edges are finer.
    static func joined(_ salience: Tensor, _ outlines: Tensor) -> Tensor {
        precondition(salience.shape == outlines.shape, "\(salience.shape), \(outlines.shape)")
        return Tensor.filled(salience.shape) { out in
            salience.withUnsafeBuffer { salience in
                outlines.withUnsafeBuffer { outlines in
                    for at in out.indices { out[at] = salience[at] + weight * outlines[at] }
                }
            }
        }
    }
}
