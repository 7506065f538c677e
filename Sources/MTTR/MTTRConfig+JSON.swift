import ReferFormer

/// The backbone in an object of its own, the text encoder's numbers beside the others.
extension MTTRConfig: StoredConfig {
    package static var kind: String { "MTTR" }

    enum CodingKeys: String, CodingKey {
        case hidden, heads, feedforward, queries, neighbourhood
        case backbone = "video_swin"
        case encoderLayers = "encoder_layers"
        case decoderLayers = "decoder_layers"
        case maskFeatures = "mask_features"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let number = { (key: CodingKeys) in try container.decode(Int.self, forKey: key) }
        self.init(
            backbone: try container.decode(ReferFormerConfig.Swin.self, forKey: .backbone),
            hidden: try number(.hidden), heads: try number(.heads),
            feedforward: try number(.feedforward), encoderLayers: try number(.encoderLayers),
            decoderLayers: try number(.decoderLayers), queries: try number(.queries),
            maskFeatures: try number(.maskFeatures), text: try TextConfig(from: decoder),
            neighbourhood: try number(.neighbourhood))
    }

    package func encode(to encoder: any Encoder) throws {
        try text.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(backbone, forKey: .backbone)
        for (key, value, _) in numbers { try container.encode(value, forKey: key) }
    }

    /// Every whole number but those of backbone and text encoder, and what it may be.
    private var numbers: [(key: CodingKeys, value: Int, range: ClosedRange<Int>)] {
        [
            (.hidden, hidden, 64...4096), (.heads, heads, 1...64),
            (.feedforward, feedforward, 1...16384), (.encoderLayers, encoderLayers, 1...64),
            (.decoderLayers, decoderLayers, 1...64), (.queries, queries, 1...1024),
            (.maskFeatures, maskFeatures, 1...4096), (.neighbourhood, neighbourhood, 1...64),
        ]
    }

    /// Checks that the numbers make a model, so that building one cannot fail but for the weights.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(path: String) throws {
        let check = ConfigCheck(path: path)
        for (key, value, range) in numbers { try check(key.stringValue, value, in: range) }
        try backboneDescription.validate(check)
        try text.validate(check)
        try check(
            hidden % heads == 0 && hidden % 64 == 0, CodingKeys.hidden.stringValue, hidden,
            "a multiple of heads (\(heads)) and 64")
    }
}
