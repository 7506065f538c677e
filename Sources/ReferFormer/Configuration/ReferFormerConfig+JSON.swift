extension ReferFormerConfig: StoredConfig {
    package static var kind: String { "ReferFormer" }

    enum CodingKeys: String, CodingKey {
        case hidden, heads, feedforward, levels, points, queries
        case fusion, pyramid, dynamic, prior, presence, agreement
        case recognition, classes
        case inputChannels = "input_channels"
        case encoderLayers = "encoder_layers"
        case decoderLayers = "decoder_layers"
        case pyramidReadsWords = "pyramid_reads_words"
        case maskFeatures = "mask_features"
        case fusionHeads = "fusion_heads"
        case contrastChannel = "contrast_channel"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let backbone = try Backbone(from: decoder)
        let text = try TextConfig(from: decoder)
        let number = { (key: CodingKeys) in try container.decode(Int.self, forKey: key) }
        self.init(
            backbone: backbone, inputChannels: try number(.inputChannels),
            hidden: try number(.hidden), heads: try number(.heads),
            feedforward: try number(.feedforward), encoderLayers: try number(.encoderLayers),
            decoderLayers: try number(.decoderLayers), levels: try number(.levels),
            points: try number(.points), queries: try number(.queries),
            fusion: try container.decode(Fusion.self, forKey: .fusion),
            fusionHeads: try number(.fusionHeads), pyramid: try number(.pyramid),
            pyramidReadsWords: try container.decode(Bool.self, forKey: .pyramidReadsWords),
            maskFeatures: try number(.maskFeatures), dynamic: try number(.dynamic),
            prior: try number(.prior), presence: try number(.presence),
            agreement: try number(.agreement), contrastChannel: try number(.contrastChannel),
            recognition: try container.decodeIfPresent(
                RecognitionConfig.self, forKey: .recognition),
            vocabulary: text.vocabulary, positions: text.positions, textHidden: text.width,
            textHeads: text.heads, textLayers: text.layers, textIntermediate: text.intermediate)
        classes = try container.decodeIfPresent(Int.self, forKey: .classes) ?? 1
    }

    package func encode(to encoder: any Encoder) throws {
        try backbone.encode(to: encoder)
        try text.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, value, _) in numbers { try container.encode(value, forKey: key) }
        try container.encode(fusion, forKey: .fusion)
        try container.encode(pyramidReadsWords, forKey: .pyramidReadsWords)
        try container.encodeIfPresent(recognition, forKey: .recognition)
        if classes != 1 { try container.encode(classes, forKey: .classes) }
    }
}
