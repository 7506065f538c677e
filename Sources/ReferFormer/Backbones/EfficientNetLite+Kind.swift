extension EfficientNetLite {
    /// The published sizes: EfficientNet (Tan and Le, arXiv:1905.11946) without squeeze and
    /// excitation, stem and head of one width in all.
    package enum Kind: String, Sendable, CaseIterable {
        case lite0 = "efficientnet-lite0"
        case lite1 = "efficientnet-lite1"
        case lite2 = "efficientnet-lite2"

        /// Channels of the maps at strides 4, 8, 16 and 32.
        package var channels: [Int] { ends.map { blocks[$0].outputs } }

        /// Channels of the features that the classes are told by.
        package var features: Int { 1280 }

        /// How much wider and deeper than the smallest, and the side of the images it was taught
        /// with.
        private var scaling: (width: Double, depth: Double, side: Int) {
            switch self {
            case .lite0: (1, 1, 224)
            case .lite1: (1, 1.1, 240)
            case .lite2: (1.1, 1.2, 260)
            }
        }
    }

    /// One convolution's filter and the zeros around the map that it reads.
    struct Filter: Sendable, Equatable {
        let kernel: Int
        let stride: Int
        /// Zeros above and at the left; below and at the right.
        let before: Int
        let after: Int

        /// TensorFlow's rule 'SAME' for a map of so many rows and columns: the result has
        /// size / stride of them, rounded up, and where an odd number of zeros is needed for that,
        /// one more stands behind the map than before it.
        init(kernel: Int, stride: Int, over size: Int) {
            let outputs = (size + stride - 1) / stride
            let zeros = max((outputs - 1) * stride + kernel - size, 0)
            self.kernel = kernel
            self.stride = stride
            before = zeros / 2
            after = zeros - before
        }
    }

    /// The numbers of one inverted residual.
    struct Block: Sendable, Equatable {
        let inputs: Int
        /// Channels between expansion and projection.
        let hidden: Int
        let outputs: Int
        let filter: Filter
    }
}

extension EfficientNetLite.Kind {
    /// Channels behind the first convolution.
    static let stem = 32

    /// The first convolution's filter.
    var stemFilter: EfficientNetLite.Filter { .init(kernel: 3, stride: 2, over: scaling.side) }

    /// Repetitions, kernel, stride, expansion and channels of each stage, before scaling.
    private static let stages:
        [(repeats: Int, kernel: Int, stride: Int, expansion: Int, outputs: Int)] = [
            (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
            (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
        ]

    /// All blocks in order.
    ///
    /// The zeros around a map are those of the image that the network was taught with, whatever the
    /// size of the image that it sees, as in the published PyTorch network.
    var blocks: [EfficientNetLite.Block] {
        var blocks: [EfficientNetLite.Block] = []
        var inputs = Self.stem
        var size = (scaling.side + 1) / 2
        for (number, stage) in Self.stages.enumerated() {
            let isFixed = number == 0 || number == Self.stages.count - 1
            let outputs = scaled(stage.outputs)
            let repeats =
                isFixed
                ? stage.repeats : Int((scaling.depth * Double(stage.repeats)).rounded(.up))
            for index in 0..<repeats {
                let stride = index == 0 ? stage.stride : 1
                blocks.append(
                    .init(
                        inputs: inputs, hidden: inputs * stage.expansion, outputs: outputs,
                        filter: .init(kernel: stage.kernel, stride: stride, over: size)))
                inputs = outputs
                size = (size + stride - 1) / stride
            }
        }
        return blocks
    }

    /// The last block at each of the strides 4, 8, 16, 32.
    var ends: [Int] {
        let blocks = blocks
        let last = blocks.indices.filter {
            $0 + 1 == blocks.count || blocks[$0 + 1].filter.stride == 2
        }
        return Array(last.dropFirst())
    }

    /// A width times this kind's, to a multiple of 8, no more than a tenth below.
    private func scaled(_ channels: Int) -> Int {
        let wanted = scaling.width * Double(channels)
        let rounded = max(8, Int(wanted + 4) / 8 * 8)
        return Double(rounded) < 0.9 * wanted ? rounded + 8 : rounded
    }
}
