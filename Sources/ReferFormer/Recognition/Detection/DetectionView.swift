import Tensors

/// A frame as `DetectionNetwork` reads it, its shape kept.
package struct DetectionView: Sendable {
    /// `[1, height, width, 3]`, red, green, blue, 0…255; sides multiples of `DetectionNetwork.step`.
    package let pixels: Tensor
    /// Rows and columns that the frame fills, from the upper left.
    package let extent: Extent

    package init(pixels: Tensor, extent: Extent) { (self.pixels, self.extent) = (pixels, extent) }
}
