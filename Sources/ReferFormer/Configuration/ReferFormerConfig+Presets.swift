/// Published models, and toy ones for which reference values of every stage exist.
extension ReferFormerConfig {
    /// ResNet-50 and RoBERTa-base.
    package static let resNet50 = published(.resNet(residual(blocks: [3, 4, 6, 3])))
    /// ResNet-101 and RoBERTa-base.
    package static let resNet101 = published(.resNet(residual(blocks: [3, 4, 23, 3])))

    /// Swin-T and RoBERTa-base.
    package static let swinTiny = published(.swin(.tiny))
    /// Swin-S and RoBERTa-base.
    package static let swinSmall = published(.swin(.small))
    /// Swin-B and RoBERTa-base.
    package static let swinBase = published(.swin(.base))
    /// Swin-L and RoBERTa-base.
    package static let swinLarge = published(.swin(.large))

    /// Video-Swin-T and RoBERTa-base.
    package static let videoSwinTiny = published(.videoSwin(Swin.tiny.spanning(frames: 8)))
    /// Video-Swin-S and RoBERTa-base.
    package static let videoSwinSmall = published(.videoSwin(Swin.small.spanning(frames: 8)))
    /// Video-Swin-B and RoBERTa-base.
    package static let videoSwinBase = published(.videoSwin(Swin.base.spanning(frames: 8)))

    /// The published architecture with ResNet, at toy size.
    package static let tinyResNet = toy(
        .resNet(
            Residual(
                block: .bottleneck, stem: 8, stemKernel: 7, stemPool: true,
                planes: [8, 16, 32, 64], blocks: [2, 2, 2, 2])))
    /// The published architecture with Swin, at toy size.
    package static let tinySwin = toy(.swin(.toy))
    /// The published architecture with Video-Swin, at toy size.
    package static let tinyVideoSwin = toy(.videoSwin(Swin.toy.spanning(frames: 8)))

    /// The published architecture with ConvNeXt, at toy size.
    static let tinyConvNeXt = toy(.convNeXt(.toy))
    /// The published architecture with ConvMAE, at toy size.
    static let tinyConvMAE = toy(.convMAE(.toy))

    /// Presets by the names that weights files and reference files give them.
    package static let presets: [(name: String, config: ReferFormerConfig)] = [
        ("resnet50", resNet50), ("resnet101", resNet101), ("swin_t", swinTiny),
        ("swin_s", swinSmall), ("swin_b", swinBase), ("swin_l", swinLarge),
        ("video_swin_t", videoSwinTiny), ("video_swin_s", videoSwinSmall),
        ("video_swin_b", videoSwinBase), ("tiny_resnet", tinyResNet), ("tiny_swin", tinySwin),
        ("tiny_video_swin", tinyVideoSwin),
    ]

    private static func residual(blocks: [Int]) -> Residual {
        Residual(
            block: .bottleneck, stem: 64, stemKernel: 7, stemPool: true,
            planes: [64, 128, 256, 512], blocks: blocks)
    }

    /// What all published models have beside their backbones.
    package static func published(_ backbone: Backbone) -> ReferFormerConfig {
        ReferFormerConfig(
            backbone: backbone, inputChannels: 3, hidden: 256, heads: 8, feedforward: 2048,
            encoderLayers: 4, decoderLayers: 4, levels: 4, points: 4, queries: 5,
            fusion: .beforeEncoder, fusionHeads: 8, pyramid: 256, pyramidReadsWords: true,
            maskFeatures: 256, dynamic: 8, prior: 0, presence: 0, agreement: 0,
            contrastChannel: -1, vocabulary: 50265, positions: 514, textHidden: 768,
            textHeads: 12, textLayers: 12, textIntermediate: 3072)
    }

    private static func toy(_ backbone: Backbone) -> ReferFormerConfig {
        var config = published(backbone)
        (config.hidden, config.heads, config.feedforward) = (64, 4, 64)
        (config.encoderLayers, config.decoderLayers) = (2, 2)
        (config.pyramid, config.maskFeatures) = (64, 16)
        (config.vocabulary, config.positions) = (120, 40)
        (config.textHidden, config.textHeads) = (48, 4)
        (config.textLayers, config.textIntermediate) = (2, 96)
        return config
    }
}

extension ReferFormerConfig.Swin {
    static let tiny = Self(embed: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24])
    static let small = Self(embed: 96, depths: [2, 2, 18, 2], heads: [3, 6, 12, 24])
    static let base = Self(embed: 128, depths: [2, 2, 18, 2], heads: [4, 8, 16, 32])
    static let large = Self(embed: 192, depths: [2, 2, 18, 2], heads: [6, 12, 24, 48])
    static let toy = Self(embed: 12, depths: [2, 2, 2, 2], heads: [1, 2, 4, 8])

    func spanning(frames: Int) -> Self {
        var swin = self
        swin.windowFrames = frames
        return swin
    }
}
