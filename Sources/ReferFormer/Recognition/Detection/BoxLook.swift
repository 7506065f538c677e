import Tensors

/// A close look at a box, squeezed into a square, as the two networks read it that tell which of it the thing is.
package struct BoxLook: Sendable {
    /// `[1, side, side, 3]`, `ImageNet.normalised`.
    let salient: Tensor
    /// `[1, side, side, 3]`, `EfficientNetLite.normalised`.
    let photograph: Tensor

    package init(salient: Tensor, photograph: Tensor) {
        (self.salient, self.photograph) = (salient, photograph)
    }
}
