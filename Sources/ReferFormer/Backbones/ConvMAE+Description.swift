import Weights

extension ReferFormerConfig {
    /// The numbers of a ConvMAE with patches of 4×4 pixels.
    package struct ConvMAE: Codable, Sendable, Equatable {
        /// Channels at strides 4, 8 and 16.
        package var widths: [Int]
        /// Blocks at strides 4, 8 and 16.
        package var depths: [Int]
        /// Attention heads at stride 16.
        package var heads: Int
        /// Rows, and columns, of the windows that most blocks attend in.
        package var window: Int
        /// Blocks at stride 16 that attend to the whole map.
        package var wholeBlocks: [Int]
        /// Rows, and columns, of the largest map that their relative positions were learned for.
        package var wholeSide: Int
        /// Rows, and columns, of the map that absolute positions were learned for.
        package var positionSide: Int

        enum CodingKeys: String, CodingKey {
            case widths, depths, heads, window
            case wholeBlocks = "whole_blocks"
            case wholeSide = "whole_side"
            case positionSide = "position_side"
        }

        package init(
            widths: [Int], depths: [Int], heads: Int, window: Int, wholeBlocks: [Int],
            wholeSide: Int = 40, positionSide: Int = 14
        ) {
            (self.widths, self.depths, self.heads) = (widths, depths, heads)
            (self.window, self.wholeBlocks) = (window, wholeBlocks)
            (self.wholeSide, self.positionSide) = (wholeSide, positionSide)
        }

        static let base = Self(
            widths: [256, 384, 768], depths: [2, 2, 11], heads: 12, window: 14,
            wholeBlocks: [1, 4, 7, 10])
        static let toy = Self(
            widths: [8, 16, 32], depths: [1, 1, 4], heads: 2, window: 3, wholeBlocks: [1, 3])
    }
}

extension ReferFormerConfig.ConvMAE: BackboneDescription {
    /// B, or the width of a model that was never published.
    package var name: String { "ConvMAE-" + (self == .base ? "B" : "\(widths[0])") }

    package var channels: [Int] { widths + widths.suffix(1) }

    package var reachesBeyond: Bool { false }

    package var reference: String { "resnet50" }

    package func validate(_ check: ConfigCheck) throws {
        try check("conv_mae.widths", widths, stages: 3, in: 1...4096, "widths")
        try check("conv_mae.depths", depths, stages: 3, in: 1...64, "numbers of blocks")
        try check("conv_mae.heads", heads, in: 1...256)
        try check(
            widths[2] % heads == 0, "conv_mae.heads", heads, "a divisor of the width (\(widths[2]))"
        )
        try check("conv_mae.window", window, in: 1...64)
        try check("conv_mae.whole_side", wholeSide, in: 1...1024)
        try check("conv_mae.position_side", positionSide, in: 1...1024)
        try check(
            wholeBlocks.allSatisfy((0..<depths[2]).contains), "conv_mae.whole_blocks", wholeBlocks,
            "numbers below \(depths[2])")
    }

    package func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        try ConvMAENetwork(scope["body"], self, inputs: inputs)
    }
}
