import Tensors

/// Turns frames into feature maps.
package protocol Backbone: Sendable {
    /// - `x`: `[clips · frames, height, width, channels]`, all frames of a clip in a row.
    /// - Result: the maps at strides 4, 8, 16, 32, `[clips · frames, height / stride, …]`.
    func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor]

    /// As above; what happens on the way is told to a recorder where there is one.
    func callAsFunction(
        _ x: Tensor, clips: Int, on compute: Compute, recording recorder: StageRecorder?
    ) -> [Tensor]

    /// Whether frames are seen one by one, and `finest` costs only what it needs.
    var tellsFinestAlone: Bool { get }

    /// The map at stride 4 alone.
    func finest(_ x: Tensor, on compute: Compute) -> Tensor
}

extension Backbone {
    package func callAsFunction(
        _ x: Tensor, clips: Int, on compute: Compute, recording recorder: StageRecorder?
    ) -> [Tensor] {
        self(x, clips: clips, on: compute)
    }

    var tellsFinestAlone: Bool { false }

    func finest(_ x: Tensor, on compute: Compute) -> Tensor {
        self(x, clips: x.shape[0], on: compute)[0]
    }
}
