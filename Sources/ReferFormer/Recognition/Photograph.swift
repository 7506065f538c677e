import Tensors

/// A frame as the networks that know photographs read it.
package struct Photograph: Sendable {
    /// `[1, height, width, 3]`, `EfficientNetLite.normalised`; sides multiples of 32.
    package let pixels: Tensor
    /// The frame with its shape kept, in one size or several.
    package let views: [DetectionView]

    package init(pixels: Tensor, views: [DetectionView]) {
        (self.pixels, self.views) = (pixels, views)
    }
}
