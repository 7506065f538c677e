import Weights

extension ReferFormerConfig {
    /// The numbers of a ConvNeXt.
    package struct ConvNeXt: Codable, Sendable, Equatable {
        /// Channels of each stage.
        package var widths: [Int]
        /// Blocks of each stage.
        package var depths: [Int]

        package init(widths: [Int], depths: [Int]) {
            (self.widths, self.depths) = (widths, depths)
        }

        static let large = Self(widths: [192, 384, 768, 1536], depths: [3, 3, 27, 3])
        static let toy = Self(widths: [8, 16, 32, 64], depths: [1, 1, 2, 1])
    }
}

extension ReferFormerConfig.ConvNeXt: BackboneDescription {
    /// L, or the width of a model that was never published.
    package var name: String { "ConvNeXt-" + (self == .large ? "L" : "\(widths[0])") }

    package var channels: [Int] { widths }

    package var reachesBeyond: Bool { false }

    package var reference: String { "resnet50" }

    package func validate(_ check: ConfigCheck) throws {
        try check("conv_next.widths", widths, in: 1...4096, "widths")
        try check("conv_next.depths", depths, in: 1...64, "numbers of blocks")
    }

    package func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        try ConvNeXtNetwork(scope, self, inputs: inputs)
    }
}
