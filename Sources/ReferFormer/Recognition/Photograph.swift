import Tensors

/// A frame as the networks that know photographs read it.
package struct Photograph: Sendable {
    /// `[1, height, width, 3]`, `EfficientNetLite.normalised`; sides multiples of 32.
    package let pixels: Tensor
    /// `[1, height, width, 3]`, 0…255: the frame with its shape kept, for `DetectionNetwork`.
    package let framed: Tensor
    /// Rows and columns of `framed` that the frame fills.
    package let extent: Extent

    package init(pixels: Tensor, framed: Tensor, extent: Extent) {
        (self.pixels, self.framed, self.extent) = (pixels, framed, extent)
    }
}
