import Weights

extension ReferFormerConfig.Residual: BackboneDescription {
    package var name: String {
        "ResNet-\(blocks.reduce(0, +) * (block == .basic ? 2 : 3) + 2)"
    }

    package var channels: [Int] { planes.map { block == .bottleneck ? 4 * $0 : $0 } }

    package var reference: String { "resnet50" }

    package func validate(_ check: ConfigCheck) throws {
        try check("stem", stem, in: 1...1024)
        try check([3, 7].contains(stemKernel), "stem_kernel", stemKernel, "3 or 7")
        try check("planes", planes, in: 1...4096, "widths")
        try check("blocks", blocks, in: 1...64, "numbers of blocks")
    }

    package func build(_ scope: WeightScope, inputs: Int) throws -> any Backbone {
        try ResNet(scope["body"], self, inputs: inputs)
    }
}
