import Weights

/// What a published checkpoint's names and shapes tell of its configuration, which is everything
/// but a few numbers that all published models share.
extension ReferFormerConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        let names = CheckpointNames(layouts, path: path, backbone: "backbone.0.body")
        try self.init(sharedFrom: names, maskFeatures: "pixel_decoder.mask_features.weight")
        pyramid = try names.extent("pixel_decoder.adapter_1.weight", 0)
        try validate(path: path)
    }

    /// What the families that are built like ReferFormer have in common; not checked.
    ///
    /// - `maskFeatures`: the tensor that makes the mask features.
    /// - Throws: `ReferFormerError.incomplete`.
    init(sharedFrom names: CheckpointNames, maskFeatures features: String) throws {
        self = .published(try names.backbone())
        hidden = try names.extent("transformer.level_embed", 1, of: 2)
        levels = try names.extent("transformer.level_embed", 0, of: 2)
        let encoder = "transformer.encoder.layers"
        let weights = try names.extent("\(encoder).0.self_attn.attention_weights.weight", 0)
        heads = weights / max(1, levels * points)
        feedforward = try names.extent("\(encoder).0.linear1.weight", 0, of: 2)
        encoderLayers = names.count(encoder)
        decoderLayers = names.count("transformer.decoder.layers")
        queries = try names.extent("query_embed.weight", 0, of: 2)
        classes = try names.extent("class_embed.0.weight", 0)
        maskFeatures = try names.extent(features, 0)
        dynamic = try dynamicWidth(names)
        let text = try names.text("text_encoder")
        (vocabulary, positions) = (text.vocabulary, text.positions)
        (textHidden, textHeads) = (text.width, text.heads)
        (textLayers, textIntermediate) = (text.layers, text.intermediate)
    }

    /// Channels of the dynamic convolutions, from how many numbers the controller makes.
    private func dynamicWidth(_ names: CheckpointNames) throws -> Int {
        let last = max(0, names.count("controller.layers") - 1)
        let parameters = try names.extent("controller.layers.\(last).weight", 0)
        let width = (1...64).first { width in
            var config = self
            config.dynamic = width
            return config.dynamicParameters == parameters
        }
        return width ?? dynamic
    }
}
