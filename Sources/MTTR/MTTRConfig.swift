import ReferFormer

/// Every number that shapes a model of the MTTR family (Botach et al., arXiv:2111.14821).
package struct MTTRConfig: Sendable, Equatable {
    /// Video-Swin without its last stage.
    package var backbone: ReferFormerConfig.Swin
    package var hidden: Int
    package var heads: Int
    package var feedforward: Int
    package var encoderLayers: Int
    package var decoderLayers: Int
    package var queries: Int
    /// Channels of the mask features, and numbers of a query's kernel.
    package var maskFeatures: Int
    package var text: TextConfig
    /// Frames among which an annotated frame is judged (A2D- and J-HMDB-Sentences), as in training: 10
    /// for the best of the published models, 8 for another.
    package var neighbourhood = 10

    /// Video-Swin-T without its last stage and RoBERTa-base, as all published models have them.
    package static let published = MTTRConfig(
        backbone: ReferFormerConfig.Swin(
            embed: 96, depths: [2, 2, 6], heads: [3, 6, 12], windowFrames: 8),
        hidden: 256, heads: 8, feedforward: 2048, encoderLayers: 3, decoderLayers: 3, queries: 50,
        maskFeatures: 8,
        text: TextConfig(
            vocabulary: 50265, positions: 514, width: 768, heads: 12, layers: 12,
            intermediate: 3072))

    /// The published architecture at toy size.
    package static let tiny = MTTRConfig(
        backbone: ReferFormerConfig.Swin(
            embed: 12, depths: [2, 2, 2], heads: [1, 2, 4], windowFrames: 8),
        hidden: 64, heads: 4, feedforward: 64, encoderLayers: 2, decoderLayers: 2, queries: 5,
        maskFeatures: 6,
        text: TextConfig(
            vocabulary: 120, positions: 40, width: 48, heads: 4, layers: 2, intermediate: 96))

    /// By the names that reference files give.
    package static let presets: [(name: String, config: MTTRConfig)] = [("mttr_tiny", tiny)]

    /// The backbone, and what it tells of itself.
    package var backboneDescription: SwinDescription {
        SwinDescription(numbers: backbone, kind: .video, stages: 3)
    }
}
