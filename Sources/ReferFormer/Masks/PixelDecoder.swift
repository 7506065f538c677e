import Layers
import Tensors
import Weights

/// The feature pyramid (Lin et al., arXiv:1612.03144) that makes mask features at stride 4 from the
/// encoder's memory and the backbone; in the published model every stage attends to the whole clip
/// and to the words (Wu et al. 2022, 3.4).
///
/// Weights: `adapter_K`, `layer_K`, `cross_attn_K` (K = 4 for stride 32 … 1 for stride 4),
/// `mask_features`.
struct PixelDecoder: Sendable {
    /// A stage of the pyramid, from stride 32 down to 4.
    struct Stage: Sendable {
        let adapter: NormalizedConvolution
        let block: VisionLanguageBlock?
        let layer: NormalizedConvolution
    }

    let stages: [Stage]
    let maskFeatures: Convolution

    init(_ scope: WeightScope, _ config: ReferFormerConfig) throws {
        let channels = [config.hidden, config.hidden, config.hidden, config.featureChannels[0]]
        stages = try channels.enumerated().map { index, channels in
            let number = 4 - index
            return Stage(
                adapter: try NormalizedConvolution(
                    scope["adapter_\(number)"], channels: channels, outputs: config.pyramid,
                    kernel: 1),
                block: config.pyramidReadsWords
                    ? try VisionLanguageBlock(
                        scope["cross_attn_\(number)"], config, reduction: 1 << index) : nil,
                layer: try NormalizedConvolution(
                    scope["layer_\(number)"], channels: config.pyramid, outputs: config.pyramid,
                    kernel: 3))
        }
        maskFeatures = try Convolution(
            scope["mask_features"], channels: config.pyramid, outputs: config.maskFeatures,
            kernel: 3, bias: true)
    }

    /// The lateral map of the backbone's stride-4 map, which no word changes.
    func lateral(_ map: Tensor, on compute: Compute) -> Tensor {
        stages[3].adapter(map, on: compute)
    }

    /// What the other frames of the clip are told of a lateral map.
    func reduced(_ map: Tensor, on compute: Compute) -> Tensor {
        stages[3].block.map { $0.shrunk(map, on: compute) } ?? map
    }

    /// The words of each text, ready to be read, for each stage from stride 32 down.
    func read(_ words: Words, on compute: Compute) -> [[WordAttention.Words]] {
        stages.compactMap { $0.block?.read(words, on: compute) }
    }

    /// The pyramid's outputs where words play no part.
    struct Outcome {
        /// `[n, height, width, pyramid]` at strides 32, 16, 8, 4
        let maps: [Tensor]
        /// `[n, height / 4, width / 4, maskFeatures]`
        let maskFeatures: Tensor
    }

    /// - `memory`: maps at strides 32, 16, 8; `lateral`: of stride 4, from `lateral`.
    func callAsFunction(
        _ memory: [Tensor], lateral: Tensor, on compute: Compute, _ recorder: StageRecorder?
    ) -> Outcome {
        var maps: [Tensor] = []
        for (index, stage) in stages.enumerated() {
            let x = index < 3 ? stage.adapter(memory[index], on: compute) : lateral
            recorder?.record("fpn.lateral.\(4 - index)", x)
            maps.append(stage.layer(joined(x, maps.last, compute), activation: .relu, on: compute))
            recorder?.record("fpn.out.\(4 - index)", maps[index])
        }
        let features = maskFeatures(maps[3], on: compute)
        recorder?.record("fpn.mask_features", features)
        return Outcome(maps: maps, maskFeatures: features)
    }

    /// x plus the map of the stage above, stretched to its size.
    func joined(_ x: Tensor, _ above: Tensor?, _ compute: Compute) -> Tensor {
        guard let above else { return x }
        return compute.add(
            x, compute.resizeNearest(above, height: x.shape[1], width: x.shape[2]))
    }
}
