import Weights

extension ReferFormerConfig {
    /// The configuration that a weights file carries, checked.
    ///
    /// - Throws: `ReferFormerError.noConfig` or `.badConfig`.
    package init(from file: SafetensorsFile) throws {
        guard let text = file.metadata["config"] else {
            throw ReferFormerError.noConfig(path: file.path)
        }
        try self.init(json: text, path: file.path)
    }

    /// Every whole number but the text encoder's, and what it may be.
    var numbers: [(key: CodingKeys, value: Int, range: ClosedRange<Int>)] {
        [
            (.inputChannels, inputChannels, 3...64),
            (.hidden, hidden, 32...4096), (.heads, heads, 1...64),
            (.fusionHeads, fusionHeads, 1...64),
            (.feedforward, feedforward, 1...16384), (.encoderLayers, encoderLayers, 1...64),
            (.decoderLayers, decoderLayers, 2...64), (.levels, levels, 4...4),
            (.points, points, 1...16), (.queries, queries, 1...1024),
            (.pyramid, pyramid, 8...4096), (.maskFeatures, maskFeatures, 1...4096),
            (.dynamic, dynamic, 1...64), (.prior, prior, 0...4096),
            (.presence, presence, 0...4096), (.agreement, agreement, 0...4096),
            (.contrastChannel, contrastChannel, -1...63),
        ]
    }

    /// Checks that the numbers make a model, so that building one cannot fail but for the weights.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    package func validate(path: String) throws {
        let check = ConfigCheck(path: path)
        for (key, value, range) in numbers { try check(key.stringValue, value, in: range) }
        try check(CodingKeys.classes.stringValue, classes, in: 1...65536)
        try backbone.description.validate(check)
        try recognition?.validate(check)
        try text.validate(check)
        let require = { (met: Bool, key: CodingKeys, found: Any, expected: String) in
            try check(met, key.stringValue, found, expected)
        }
        try require(
            hidden % heads == 0 && hidden % fusionHeads == 0 && hidden % 32 == 0, .hidden, hidden,
            "a multiple of heads (\(heads)), fusion_heads (\(fusionHeads)) and 32")
        try require(pyramid % 8 == 0, .pyramid, pyramid, "a multiple of 8")
        try require(prior % 8 == 0, .prior, prior, "a multiple of 8")
        try require(
            !pyramidReadsWords || pyramid == hidden, .pyramid, pyramid, "hidden (\(hidden))")
        try require(
            pyramidReadsWords == (fusion == .beforeEncoder), .pyramidReadsWords,
            pyramidReadsWords, "true with fusion before_encoder, false with after_encoder")
        try require(
            prior == 0 || fusion == .afterEncoder, .prior, prior, "0 with fusion before_encoder")
        try require(presence == 0 || prior > 0, .presence, presence, "0 without a prior head")
        try require(
            presence == 0 || agreement > 0, .agreement, agreement, "1 or more with a presence head")
        try require(
            contrastChannel < inputChannels, .contrastChannel, contrastChannel,
            "-1 or an input channel")
    }

    /// As `validate`, of what a published model of another family shares with ReferFormer: it sees
    /// colour alone, and reads the words before the encoder.
    ///
    /// - Throws: `ReferFormerError.badConfig`.
    func validateEarlyFusion(path: String) throws {
        try validate(path: path)
        let check = ConfigCheck(path: path)
        try check(CodingKeys.inputChannels.stringValue, inputChannels, in: 3...3)
        try check(
            fusion == .beforeEncoder, CodingKeys.fusion.stringValue, fusion.rawValue,
            Fusion.beforeEncoder.rawValue)
    }
}
