import Layers
import ReferFormer
import Tensors
import Weights

/// EfficientNet-Lite0 on a frame of 448×256 pixels: its kinds of layer, and the whole of it.
extension Layer {
    static var efficientNet: [Layer] {
        [
            depthwise(32, 3, 128, 224), depthwise(96, 3, 128, 224, stride: 2),
            depthwise(144, 3, 64, 112), depthwise(144, 5, 64, 112, stride: 2),
            depthwise(240, 5, 32, 56), depthwise(240, 3, 32, 56, stride: 2),
            depthwise(480, 3, 16, 28), depthwise(480, 5, 16, 28), depthwise(672, 5, 16, 28),
            depthwise(672, 5, 16, 28, stride: 2), depthwise(1152, 5, 8, 14),
            depthwise(1152, 3, 8, 14), depthwise(64, 3, 64, 112),
            convolution(3, 32, 256, 448, stride: 2), linear(28672, 32, 16), linear(28672, 16, 96),
            linear(7168, 96, 24), linear(7168, 24, 144), linear(7168, 144, 24),
            linear(1792, 144, 40), linear(1792, 40, 240), linear(1792, 240, 40),
            linear(448, 80, 480), linear(448, 480, 80), linear(448, 112, 672),
            linear(448, 672, 112), linear(112, 192, 1152), linear(112, 1152, 192),
            linear(112, 320, 1280), linear(112, 1280, 1000),
            network("maps", operations: 1_663_000_000) { $0.maps($1, on: $2) },
            network("maps and classes", operations: 2_042_000_000) { $0($1, on: $2).maps },
            pyramid(),
        ]
    }

    /// One filter per channel: few operations for each value, so that memory sets the pace.
    private static func depthwise(
        _ channels: Int, _ kernel: Int, _ height: Int, _ width: Int, stride: Int = 1
    ) -> Layer {
        let (before, after) = ((kernel - stride) / 2, (kernel - stride + 1) / 2)
        let values = channels * height * width * (stride * stride + 1) / (stride * stride)
        return Layer(
            name: "depthwise \(kernel)x\(kernel) s\(stride) \(channels) @ \(height)x\(width)",
            operations: 4 * Double(values), yardstick: .streaming,
            repeats: repeats(values * kernel * kernel / 2)
        ) { compute in
            let x = noise([1, height, width, channels])
            let weights = compute.pack(
                convolution: noise([channels, 1, kernel, kernel]), bias: noise([channels]),
                stride: stride, padding: before, trailing: after, groups: channels)
            return { _ = compute.convolution(x, weights, activation: .relu6) }
        }
    }

    /// The pyramid on the network's maps.
    private static func pyramid() -> Layer {
        let (width, channels) = (64, EfficientNetLite.Kind.lite0.channels)
        let cells = [64 * 112, 32 * 56, 16 * 28, 8 * 14]
        let products = zip(cells, channels).reduce(0) {
            $0 + $1.0 * width * ($1.1 + 2 * (9 + width))
        }
        return Layer(
            name: "light pyramid, \(width) channels", operations: 2 * Double(products), repeats: 1
        ) { compute in
            let scope = WeightScope(GeneratedWeights(), compute: compute)
            guard let pyramid = try? LightPyramid(scope, channels: channels, width: width) else {
                preconditionFailure("generated weights are always there")
            }
            let maps = zip(0..., channels).map { noise([1, 64 >> $0, 112 >> $0, $1]) }
            return { _ = pyramid(maps, on: compute) }
        }
    }

    private static func network(
        _ part: String, operations: Double,
        _ run: @escaping (EfficientNetLite, Tensor, Compute) -> [Tensor]
    ) -> Layer {
        Layer(
            name: "EfficientNet-Lite0, \(part)", operations: operations, repeats: 1
        ) { compute in
            let scope = WeightScope(GeneratedWeights(), compute: compute)
            guard let network = try? EfficientNetLite(scope, kind: .lite0) else {
                preconditionFailure("generated weights are always there")
            }
            let frame = noise([1, 256, 448, 3])
            return { _ = run(network, frame, compute) }
        }
    }
}
