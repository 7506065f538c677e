import Weights

/// Every number that shapes a model of SOC (Luo et al., NeurIPS 2023, arXiv:2305.17011).
package struct SOCConfig: Sendable, Equatable {
    /// What it shares with ReferFormer; of its pyramid, which SOC does not have, nothing is asked.
    package var network: ReferFormerConfig
    /// Heads of the object cluster's attention.
    package var clusterHeads: Int
    package var clusterFeedforward: Int
    package var clusterEncoderLayers: Int
    package var clusterDecoderLayers: Int

    /// A published model with one of the published backbones.
    package static func published(_ backbone: ReferFormerConfig.Backbone) -> SOCConfig {
        var network = ReferFormerConfig.published(backbone)
        (network.encoderLayers, network.decoderLayers) = (3, 3)
        (network.queries, network.maskFeatures) = (20, 8)
        return SOCConfig(
            network: network, clusterHeads: 8, clusterFeedforward: 2048, clusterEncoderLayers: 3,
            clusterDecoderLayers: 3)
    }

    /// The published architecture at toy size, for which reference values of every stage exist.
    package static let tiny: SOCConfig = {
        var network = ReferFormerConfig.tinyVideoSwin
        (network.hidden, network.heads, network.pyramid) = (128, 8, 128)
        network.maskFeatures = 12
        return SOCConfig(
            network: network, clusterHeads: 8, clusterFeedforward: 64, clusterEncoderLayers: 2,
            clusterDecoderLayers: 2)
    }()

    /// By the names that reference files give.
    package static let presets: [(name: String, config: SOCConfig)] = [("soc_tiny", tiny)]
}

/// The shared numbers as they stand in ReferFormer's configuration, and the own ones beside them.
extension SOCConfig: StoredConfig {
    package static var kind: String { "SOC" }

    private enum CodingKeys: String, CodingKey {
        case clusterHeads = "cluster_heads"
        case clusterFeedforward = "cluster_feedforward"
        case clusterEncoderLayers = "cluster_encoder_layers"
        case clusterDecoderLayers = "cluster_decoder_layers"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let number = { (key: CodingKeys) in try container.decode(Int.self, forKey: key) }
        self.init(
            network: try ReferFormerConfig(from: decoder), clusterHeads: try number(.clusterHeads),
            clusterFeedforward: try number(.clusterFeedforward),
            clusterEncoderLayers: try number(.clusterEncoderLayers),
            clusterDecoderLayers: try number(.clusterDecoderLayers))
    }

    package func encode(to encoder: any Encoder) throws {
        try network.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, value, _) in numbers { try container.encode(value, forKey: key) }
    }

    /// Every own number, and what it may be.
    private var numbers: [(key: CodingKeys, value: Int, range: ClosedRange<Int>)] {
        [
            (.clusterHeads, clusterHeads, 1...64),
            (.clusterFeedforward, clusterFeedforward, 1...16384),
            (.clusterEncoderLayers, clusterEncoderLayers, 1...64),
            (.clusterDecoderLayers, clusterDecoderLayers, 1...64),
        ]
    }

    /// Checks that the numbers make a model, so that building one cannot fail but for the weights.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(path: String) throws {
        try network.validateEarlyFusion(path: path)
        let check = ConfigCheck(path: path)
        for (key, value, range) in numbers { try check(key.stringValue, value, in: range) }
        try check(
            network.hidden % clusterHeads == 0 && network.hidden % 128 == 0, "hidden",
            network.hidden, "a multiple of cluster_heads (\(clusterHeads)) and 128")
    }
}

extension SOCConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        let names = CheckpointNames(layouts, path: path, backbone: "backbone.0.body")
        var network = try ReferFormerConfig(
            sharedFrom: names, maskFeatures: "spatial_decoder.out_lay.weight")
        network.pyramid = network.hidden
        self.init(
            // In every published model; a shape tells heads and points together.
            network: network, clusterHeads: 8,
            clusterFeedforward: try names.extent("voc.enc_ffn.0.linear1.weight", 0, of: 2),
            clusterEncoderLayers: names.count("voc.enc_self_attn"),
            clusterDecoderLayers: names.count("voc.transformer_ffn_layers"))
        try validate(path: path)
    }
}
