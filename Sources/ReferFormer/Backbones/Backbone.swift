import Tensors
import Weights

/// Turns frames into feature maps.
protocol Backbone: Sendable {
    /// - `x`: `[clips · frames, height, width, channels]`, all frames of a clip in a row.
    /// - Result: the maps at strides 4, 8, 16, 32, `[clips · frames, height / stride, …]`.
    func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor]
}

extension ReferFormerConfig.Backbone {
    /// - `inputs`: channels of the frames.
    func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        switch self {
        case .resNet(let residual): try ResNet(scope, residual, inputs: inputs)
        case .swin(let swin): try SwinTransformer(scope, swin, kind: .image, inputs: inputs)
        case .videoSwin(let swin): try SwinTransformer(scope, swin, kind: .video, inputs: inputs)
        }
    }
}
