extension ReferFormerConfig {
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
}
