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
}
