import Layers
import Tensors
import Weights

/// Sees frames, reads texts and lets them meet: what ReferFormer and the networks that are built
/// like it have before their queries look at anything (Wu et al. 2022, arXiv:2201.00487, 3.1, 3.2).
///
/// Weights: `backbone.0.body`, `input_proj.N`, `text_encoder`, `transformer.level_embed`,
/// `transformer.encoder`, and those that `Names` names.
struct VisionLanguageEncoder: Sendable {
    /// What a family calls the modules that every one of them has.
    struct Names: Sendable {
        let fusion: String
        let resizer: String

        static let referFormer = Names(fusion: "fusion_module", resizer: "resizer")
    }

    let config: ReferFormerConfig
    var backbone: any Backbone
    let projections: [NormalizedConvolution]
    let textEncoder: TextEncoder
    let pooler: Pooler
    let resizer: Resizer
    let fusion: Fusion
    let levelEmbed: Tensor
    let deformable: DeformableEncoder
    let geometries = GeometryCache()

    /// - `config`: a valid one.
    /// - `joining`: how cells are joined with what they read.
    init(
        _ root: WeightScope, _ config: ReferFormerConfig, names: Names,
        joining: Fusion.Joining = .product
    ) throws {
        let hidden = config.hidden
        let features = config.featureChannels
        self.config = config
        backbone = try config.backbone.description.build(
            root["backbone"][0], inputs: config.inputChannels)
        projections = try (0..<config.levels).map { level in
            let scope = root["input_proj"][level]
            let last = level == config.levels - 1
            return NormalizedConvolution(
                try Convolution(
                    scope[0], channels: features[min(level + 1, 3)], outputs: hidden,
                    kernel: last ? 3 : 1, stride: last ? 2 : 1, bias: true),
                try GroupNorm(scope[1], channels: hidden, groups: 32))
        }
        textEncoder = try TextEncoder(root["text_encoder"], config.text)
        pooler = try Pooler(root["text_encoder"]["pooler"], width: config.textHidden)
        resizer = try Resizer(root[names.resizer], inputs: config.textHidden, outputs: hidden)
        fusion = try Fusion(root[names.fusion], config, by: joining)
        levelEmbed = try root["transformer"].tensor("level_embed", [config.levels, hidden])
        deformable = try DeformableEncoder(root["transformer"]["encoder"], config)
    }
}
