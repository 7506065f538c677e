/// Every number that shapes a model of the ReferFormer family (Wu et al., arXiv:2201.00487).
///
/// Stored as JSON in the metadata of the weights file, under `config`.
package struct ReferFormerConfig: Codable, Sendable, Equatable {
    /// Residual blocks (He et al., arXiv:1512.03385, figure 5).
    package enum Block: String, Codable, Sendable {
        /// Two 3×3 convolutions.
        case basic
        /// 1×1, 3×3, 1×1, the output four times as wide.
        case bottleneck
    }

    /// Where the image reads the words.
    package enum Fusion: String, Codable, Sendable {
        /// Each level before the deformable encoder, as published.
        case beforeEncoder = "before_encoder"
        /// The encoder's memory, so that backbone and encoder run once for all queries.
        case afterEncoder = "after_encoder"
    }

    // Backbone
    package var block: Block
    /// Red, green, blue, and the evidence channels where the model sees any.
    package var inputChannels: Int
    package var stem: Int
    package var stemKernel: Int
    /// Max pooling after the stem; without it the first stage strides.
    package var stemPool: Bool
    /// Width of each stage inside its blocks.
    package var planes: [Int]
    /// Blocks of each stage.
    package var blocks: [Int]

    // Transformer
    package var hidden: Int
    package var heads: Int
    package var feedforward: Int
    package var encoderLayers: Int
    package var decoderLayers: Int
    package var levels: Int
    package var points: Int
    package var queries: Int
    package var fusion: Fusion
    /// Heads of all attention to words, and of the pyramid's attention to itself.
    package var fusionHeads: Int

    // Masks
    /// Width of the feature pyramid.
    package var pyramid: Int
    /// Whether the pyramid attends to itself and to the words, as published.
    package var pyramidReadsWords: Bool
    package var maskFeatures: Int
    /// Channels of the dynamic convolutions.
    package var dynamic: Int
    /// Width of the prior head; 0 for none.
    package var prior: Int
    /// Width of the presence head; 0 for none. It needs the prior head.
    package var presence: Int
    /// Width of the products by which the presence head compares sight and sentence.
    package var agreement: Int
    /// Input channel that the prior adds to its logits; -1 for none.
    package var contrastChannel: Int

    // Text
    package var vocabulary: Int
    /// Rows of the position table, two of which are never used by words.
    package var positions: Int
    package var textHidden: Int
    package var textHeads: Int
    package var textLayers: Int
    package var textIntermediate: Int

    enum CodingKeys: String, CodingKey {
        case block, stem, planes, blocks, hidden, heads, feedforward, levels, points, queries
        case fusion, pyramid, dynamic, prior, presence, agreement, vocabulary, positions
        case inputChannels = "input_channels"
        case stemKernel = "stem_kernel"
        case stemPool = "stem_pool"
        case encoderLayers = "encoder_layers"
        case decoderLayers = "decoder_layers"
        case pyramidReadsWords = "pyramid_reads_words"
        case maskFeatures = "mask_features"
        case fusionHeads = "fusion_heads"
        case contrastChannel = "contrast_channel"
        case textHidden = "text_hidden"
        case textHeads = "text_heads"
        case textLayers = "text_layers"
        case textIntermediate = "text_intermediate"
    }

    /// Channels of the backbone's feature maps at strides 4, 8, 16, 32.
    package var featureChannels: [Int] { planes.map { block == .bottleneck ? 4 * $0 : $0 } }

    /// Tokens that a text may have, `<s>` and `</s>` among them.
    package var longestText: Int { positions - 2 }

    /// Numbers that make the dynamic convolutions of one query: weights, then biases.
    var dynamicParameters: Int {
        dynamic * (maskFeatures + 2) + dynamic * dynamic + dynamic + 2 * dynamic + 1
    }
}

extension ReferFormerConfig {
    /// The published model with ResNet-50 and RoBERTa-base.
    package static let resNet50 = ReferFormerConfig(
        block: .bottleneck, inputChannels: 3, stem: 64, stemKernel: 7, stemPool: true,
        planes: [64, 128, 256, 512], blocks: [3, 4, 6, 3], hidden: 256, heads: 8,
        feedforward: 2048, encoderLayers: 4, decoderLayers: 4, levels: 4, points: 4, queries: 5,
        fusion: .beforeEncoder, fusionHeads: 8, pyramid: 256, pyramidReadsWords: true,
        maskFeatures: 256,
        dynamic: 8, prior: 0, presence: 0, agreement: 0, contrastChannel: -1, vocabulary: 50265,
        positions: 514, textHidden: 768, textHeads: 12, textLayers: 12, textIntermediate: 3072)

    /// The published architecture at toy size, for which reference values of every stage exist.
    package static let tinyResNet: ReferFormerConfig = {
        var config = resNet50
        (config.stem, config.planes, config.blocks) = (8, [8, 16, 32, 64], [2, 2, 2, 2])
        (config.hidden, config.heads, config.feedforward) = (64, 4, 64)
        (config.encoderLayers, config.decoderLayers) = (2, 2)
        (config.pyramid, config.maskFeatures) = (64, 16)
        (config.vocabulary, config.positions) = (120, 40)
        (config.textHidden, config.textHeads) = (48, 4)
        (config.textLayers, config.textIntermediate) = (2, 96)
        return config
    }()
}
