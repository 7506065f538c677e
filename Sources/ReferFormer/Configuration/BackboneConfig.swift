extension ReferFormerConfig {
    /// The network that turns frames into feature maps at strides 4, 8, 16 and 32.
    package enum Backbone: Sendable, Equatable {
        case resNet(Residual)
        /// Swin Transformer (Liu et al., arXiv:2103.14030), frame by frame.
        case swin(Swin)
        /// Video Swin Transformer (Liu et al., arXiv:2106.13230): windows span frames too.
        case videoSwin(Swin)
        /// ConvNeXt (Liu et al., arXiv:2201.03545).
        case convNeXt(ConvNeXt)
        /// ConvMAE (Gao et al., arXiv:2205.03892).
        case convMAE(ConvMAE)

        /// All that its kind tells of itself.
        package var description: any BackboneDescription {
            switch self {
            case .resNet(let residual): residual
            case .swin(let swin): SwinDescription(numbers: swin, kind: .image)
            case .videoSwin(let swin): SwinDescription(numbers: swin, kind: .video)
            case .convNeXt(let numbers): numbers
            case .convMAE(let numbers): numbers
            }
        }

        /// Channels of the feature maps at strides 4, 8, 16, 32.
        package var channels: [Int] { description.channels }

        /// Whether a frame's features depend on the other frames of its clip, so that a clip cannot
        /// be given part by part.
        package var joinsFrames: Bool { description.joinsFrames }
    }
}

/// A residual network's fields stand beside those of the whole model; the others' stand in an object
/// of their own, such as `video_swin`.
extension ReferFormerConfig.Backbone: Codable {
    enum CodingKeys: String, CodingKey {
        case swin
        case videoSwin = "video_swin"
        case convNeXt = "conv_next"
        case convMAE = "conv_mae"
    }

    package init(from decoder: any Decoder) throws {
        typealias Config = ReferFormerConfig
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let swin = try container.decodeIfPresent(Config.Swin.self, forKey: .swin) {
            self = .swin(swin)
        } else if let swin = try container.decodeIfPresent(Config.Swin.self, forKey: .videoSwin) {
            self = .videoSwin(swin)
        } else if let numbers = try container.decodeIfPresent(
            Config.ConvNeXt.self, forKey: .convNeXt)
        {
            self = .convNeXt(numbers)
        } else if let numbers = try container.decodeIfPresent(
            Config.ConvMAE.self, forKey: .convMAE)
        {
            self = .convMAE(numbers)
        } else {
            self = .resNet(try Config.Residual(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        if case .resNet(let residual) = self { return try residual.encode(to: encoder) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .resNet: break
        case .swin(let swin): try container.encode(swin, forKey: .swin)
        case .videoSwin(let swin): try container.encode(swin, forKey: .videoSwin)
        case .convNeXt(let numbers): try container.encode(numbers, forKey: .convNeXt)
        case .convMAE(let numbers): try container.encode(numbers, forKey: .convMAE)
        }
    }
}
