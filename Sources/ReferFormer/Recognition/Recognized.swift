import Tensors

/// What `Recognition` sees in one frame.
package struct Recognized: Sendable {
    /// Logits of what stands out, `[1, height / 4, width / 4, 1]`.
    package let salience: Tensor
    /// Probabilities of background and the twenty kinds, `[1, height / 8, width / 8, 21]`.
    package let kinds: Tensor
    /// Probabilities of ImageNet's classes, `[1, height / 32, width / 32, 1000]`.
    package let classes: Tensor

    /// Rows and columns of the finest map.
    package var height: Int { salience.shape[1] }
    package var width: Int { salience.shape[2] }
}
