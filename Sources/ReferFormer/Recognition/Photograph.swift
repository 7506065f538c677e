import Tensors

/// A frame as the networks that know photographs read it.
package struct Photograph: Sendable {
    /// `[1, height, width, 3]`, `EfficientNetLite.normalised`; sides multiples of 32.
    package let pixels: Tensor
    /// `[1, 256, 256, 3]`, `ImageNet.normalised`: the whole frame squeezed into a square.
    package let squeezed: Tensor

    package init(pixels: Tensor, squeezed: Tensor) {
        (self.pixels, self.squeezed) = (pixels, squeezed)
    }

    /// Red, green and blue, 0…1, means of four by four pixels: `[1, height / 4, width / 4, 3]`.
    var colours: Tensor {
        let (rows, columns) = (pixels.shape[1] / 4, pixels.shape[2] / 4)
        return .filled([1, rows, columns, 3]) { out in
            pixels.withUnsafeBuffer { pixels in
                for at in out.indices {
                    let (row, column, channel) = (at / 3 / columns, at / 3 % columns, at % 3)
                    var sum: Float = 0
                    for y in (4 * row)..<(4 * row + 4) {
                        for x in (4 * column)..<(4 * column + 4) {
                            sum += pixels[(y * 4 * columns + x) * 3 + channel]
                        }
                    }
                    out[at] = EfficientNetLite.level(sum / 16) / 255
                }
            }
        }
    }
}
