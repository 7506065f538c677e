extension ReferFormerConfig {
    /// The network that turns frames into feature maps at strides 4, 8, 16 and 32.
    package enum Backbone: Sendable, Equatable {
        case resNet(Residual)
        /// Swin Transformer (Liu et al., arXiv:2103.14030), frame by frame.
        case swin(Swin)
        /// Video Swin Transformer (Liu et al., arXiv:2106.13230): windows span frames too.
        case videoSwin(Swin)

        /// All that its kind tells of itself.
        package var description: any BackboneDescription {
            switch self {
            case .resNet(let residual): residual
            case .swin(let swin): SwinDescription(numbers: swin, kind: .image)
            case .videoSwin(let swin): SwinDescription(numbers: swin, kind: .video)
            }
        }

        /// Channels of the feature maps at strides 4, 8, 16, 32.
        package var channels: [Int] { description.channels }

        /// Whether a frame's features depend on the other frames of its clip, so that a clip cannot
        /// be given part by part.
        package var joinsFrames: Bool { description.joinsFrames }
    }
}

/// A residual network's fields stand beside those of the whole model; the transformers' stand in an
/// object of their own, `swin` or `video_swin`.
extension ReferFormerConfig.Backbone: Codable {
    enum CodingKeys: String, CodingKey {
        case swin
        case videoSwin = "video_swin"
    }

    package init(from decoder: any Decoder) throws {
        typealias Swin = ReferFormerConfig.Swin
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let swin = try container.decodeIfPresent(Swin.self, forKey: .swin) {
            self = .swin(swin)
        } else if let swin = try container.decodeIfPresent(Swin.self, forKey: .videoSwin) {
            self = .videoSwin(swin)
        } else {
            self = .resNet(try ReferFormerConfig.Residual(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .resNet(let residual): try residual.encode(to: encoder)
        case .swin(let swin):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(swin, forKey: .swin)
        case .videoSwin(let swin):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(swin, forKey: .videoSwin)
        }
    }
}
