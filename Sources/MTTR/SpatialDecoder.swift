import Layers
import ReferFormer
import Tensors
import Weights

/// Makes mask features at stride 4 from the encoder's memory at stride 16 and the backbone's finer
/// maps, frame by frame: 3×3 convolutions that halve the channels, and nearest-neighbour growth
/// (Botach et al. 2022, 3.3).
///
/// Weights: `layK`, `gnK` (K = 1 … 4), `adapter1` (stride 8), `adapter2` (stride 4), `out_lay`.
struct SpatialDecoder: Sendable {
    /// What the backbone's finer maps give, which no word changes.
    struct Lateral: Sendable {
        /// `[n, height / 8, width / 8, hidden / 2]`
        let stride8: Tensor
        /// `[n, height / 4, width / 4, hidden / 4]`
        let stride4: Tensor

        /// Those of some frames.
        func rows(_ frames: Range<Int>) -> Lateral {
            Lateral(stride8: stride8.rows(frames), stride4: stride4.rows(frames))
        }
    }

    private let layers: [NormalizedConvolution]
    private let adapters: [Convolution]
    private let output: Convolution

    init(_ scope: WeightScope, _ config: MTTRConfig) throws {
        let widths = [config.hidden] + (0..<4).map { config.hidden >> $0 }
        layers = try (1...4).map { number in
            NormalizedConvolution(
                try Convolution(
                    scope["lay\(number)"], channels: widths[number - 1], outputs: widths[number],
                    kernel: 3, bias: true),
                try GroupNorm(scope["gn\(number)"], channels: widths[number], groups: 8))
        }
        let channels = config.backbone.channels
        adapters = try (1...2).map { number in
            try Convolution(
                scope["adapter\(number)"], channels: channels[2 - number],
                outputs: widths[number + 1], kernel: 1, bias: true)
        }
        output = try Convolution(
            scope["out_lay"], channels: widths[4], outputs: config.maskFeatures, kernel: 3,
            bias: true)
    }

    /// - `features`: the backbone's maps at strides 4 and 8.
    func lateral(_ features: [Tensor], on compute: Compute) -> Lateral {
        Lateral(
            stride8: adapters[0](features[1], on: compute),
            stride4: adapters[1](features[0], on: compute))
    }

    /// - `memory`: `[n, height / 16, width / 16, hidden]`.
    /// - Result: `[n, height / 4, width / 4, maskFeatures]`.
    func callAsFunction(
        _ memory: Tensor, _ lateral: Lateral, on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        let step = { (number: Int, x: Tensor, name: String) in
            let y = layers[number - 1](x, activation: .relu, on: compute)
            stages?.record("fpn.out.\(name)", y)
            return y
        }
        let grown = { (x: Tensor, lateral: Tensor, name: String) in
            stages?.record("fpn.lateral.\(name)", lateral)
            let (height, width) = (lateral.shape[1], lateral.shape[2])
            return compute.add(lateral, compute.resizeNearest(x, height: height, width: width))
        }
        var x = step(2, step(1, memory, "3a"), "3")
        x = step(3, grown(x, lateral.stride8, "2"), "2")
        x = step(4, grown(x, lateral.stride4, "1"), "1")
        let features = output(x, on: compute)
        stages?.record("fpn.mask_features", features)
        return features
    }
}
