import Weights

/// Every number that shapes a model of MUTR (Yan et al., AAAI 2024, arXiv:2305.16318).
package struct MUTRConfig: Sendable, Equatable {
    /// What it shares with ReferFormer.
    package var network: ReferFormerConfig
    /// Width between the two products of the layer in which the words look at the clip.
    package var aggregationWidth: Int
    /// Layers in which queries of neighbouring frames tell each other what they saw.
    package var interactionEncoderLayers: Int
    /// Layers in which the clip's own queries ask those of the frames.
    package var interactionDecoderLayers: Int
    /// Width between the two products of such a layer.
    package var interactionWidth: Int

    package init(
        network: ReferFormerConfig, aggregationWidth: Int = 2048,
        interactionEncoderLayers: Int = 3, interactionDecoderLayers: Int = 3,
        interactionWidth: Int = 2048
    ) {
        (self.network, self.aggregationWidth) = (network, aggregationWidth)
        self.interactionEncoderLayers = interactionEncoderLayers
        self.interactionDecoderLayers = interactionDecoderLayers
        self.interactionWidth = interactionWidth
    }

    /// The published models with ConvNeXt-L and ConvMAE-B.
    package static let convNeXtLarge = MUTRConfig(network: .published(.convNeXt(.large)))
    /// See `convNeXtLarge`.
    package static let convMAEBase = MUTRConfig(network: .published(.convMAE(.base)))

    /// The published architecture at toy size, for which reference values of every stage exist; by
    /// the names that reference files give.
    package static let presets: [(name: String, config: MUTRConfig)] = [
        ("mutr_tiny", toy(.tinyResNet)), ("mutr_tiny_swin", toy(.tinySwin)),
        ("mutr_tiny_video_swin", toy(.tinyVideoSwin)),
        ("mutr_tiny_convnext", toy(.tinyConvNeXt)), ("mutr_tiny_convmae", toy(.tinyConvMAE)),
    ]

    private static func toy(_ network: ReferFormerConfig) -> MUTRConfig {
        MUTRConfig(network: network, aggregationWidth: 64, interactionWidth: 64)
    }
}

/// The shared numbers as they stand in ReferFormer's configuration, and the own ones beside them.
extension MUTRConfig: StoredConfig {
    package static var kind: String { "MUTR" }

    private enum CodingKeys: String, CodingKey {
        case aggregationWidth = "aggregation_width"
        case interactionEncoderLayers = "interaction_encoder_layers"
        case interactionDecoderLayers = "interaction_decoder_layers"
        case interactionWidth = "interaction_width"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let number = { (key: CodingKeys) in try container.decode(Int.self, forKey: key) }
        self.init(
            network: try ReferFormerConfig(from: decoder),
            aggregationWidth: try number(.aggregationWidth),
            interactionEncoderLayers: try number(.interactionEncoderLayers),
            interactionDecoderLayers: try number(.interactionDecoderLayers),
            interactionWidth: try number(.interactionWidth))
    }

    package func encode(to encoder: any Encoder) throws {
        try network.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, value, _) in numbers { try container.encode(value, forKey: key) }
    }

    /// Every own number, and what it may be.
    private var numbers: [(key: CodingKeys, value: Int, range: ClosedRange<Int>)] {
        [
            (.aggregationWidth, aggregationWidth, 1...16384),
            (.interactionEncoderLayers, interactionEncoderLayers, 1...64),
            (.interactionDecoderLayers, interactionDecoderLayers, 1...64),
            (.interactionWidth, interactionWidth, 1...16384),
        ]
    }

    /// Checks that the numbers make a model.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(path: String) throws {
        try network.validateEarlyFusion(path: path)
        let check = ConfigCheck(path: path)
        for (key, value, range) in numbers { try check(key.stringValue, value, in: range) }
    }
}

extension MUTRConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        let names = CheckpointNames(layouts, path: path, backbone: "backbone.0.body")
        self.init(
            network: try ReferFormerConfig(inferredFrom: layouts, path: path),
            aggregationWidth: try names.extent("MTA.layers.0.linear1.weight", 0, of: 2),
            interactionEncoderLayers: names.count("mti.enc_self_attn"),
            interactionDecoderLayers: names.count("mti.transformer_cross_attention_layers"),
            interactionWidth: try names.extent("mti.enc_ffn.0.linear1.weight", 0, of: 2))
        try validate(path: path)
    }
}
