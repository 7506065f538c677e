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

    /// The numbers of a residual network.
    package struct Residual: Codable, Sendable, Equatable {
        package var block: Block
        package var stem: Int
        package var stemKernel: Int
        /// Max pooling after the stem; without it the first stage strides.
        package var stemPool: Bool
        /// Width of each stage inside its blocks.
        package var planes: [Int]
        /// Blocks of each stage.
        package var blocks: [Int]

        package init(
            block: Block, stem: Int, stemKernel: Int, stemPool: Bool, planes: [Int], blocks: [Int]
        ) {
            self.block = block
            self.stem = stem
            self.stemKernel = stemKernel
            self.stemPool = stemPool
            self.planes = planes
            self.blocks = blocks
        }

        enum CodingKeys: String, CodingKey {
            case block, stem, planes, blocks
            case stemKernel = "stem_kernel"
            case stemPool = "stem_pool"
        }
    }

    /// Residual blocks (He et al., arXiv:1512.03385, figure 5).
    package enum Block: String, Codable, Sendable {
        /// Two 3×3 convolutions.
        case basic
        /// 1×1, 3×3, 1×1, the output four times as wide.
        case bottleneck
    }

    /// The numbers of a Swin or Video Swin transformer with patches of 4×4 pixels.
    package struct Swin: Codable, Sendable, Equatable {
        /// Channels of the patch embedding; every later stage has twice as many.
        package var embed: Int
        /// Blocks of each stage.
        package var depths: [Int]
        /// Attention heads of each stage.
        package var heads: [Int]
        /// Rows, and columns, of a window.
        package var window: Int
        /// Frames of a window; 1 in Swin.
        package var windowFrames: Int

        package init(
            embed: Int, depths: [Int], heads: [Int], window: Int = 7, windowFrames: Int = 1
        ) {
            self.embed = embed
            self.depths = depths
            self.heads = heads
            self.window = window
            self.windowFrames = windowFrames
        }

        enum CodingKeys: String, CodingKey {
            case embed, depths, heads, window
            case windowFrames = "window_frames"
        }

        package var channels: [Int] { (0..<4).map { embed << $0 } }
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
