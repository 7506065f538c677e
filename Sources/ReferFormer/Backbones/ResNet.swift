import Layers
import Tensors
import Weights

/// A residual network (He et al., arXiv:1512.03385; strides on the 3×3 convolutions as in
/// torchvision), its batch normalisations frozen and folded into the convolutions. Models of basic
/// blocks are made for frames of about 224×128 pixels.
///
/// Weights: `conv1`, `bn1`, `layerS.B.{convN, bnN, downsample.0, downsample.1}`.
struct ResNet: Backbone {
    private let stem: Convolution
    private let pool: Bool
    private let stages: [[ResidualBlock]]

    init(_ scope: WeightScope, _ config: ReferFormerConfig.Residual, inputs: Int) throws {
        stem = try Convolution(
            scope["conv1"], frozen: scope["bn1"], channels: inputs,
            outputs: config.stem, kernel: config.stemKernel, stride: 2)
        pool = config.stemPool
        var channels = config.stem
        stages = try (0..<4).map { stage in
            try (0..<config.blocks[stage]).map { index in
                let block = try ResidualBlock(
                    scope["layer\(stage + 1)"][index], config.block, channels: channels,
                    planes: config.planes[stage],
                    stride: index == 0 && (stage > 0 || !config.stemPool) ? 2 : 1,
                    first: index == 0, smallMaps: config.block == .basic && stage > 0)
                channels = config.channels[stage]
                return block
            }
        }
    }

    func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor] {
        maps(stages, x, on: compute)
    }

    var tellsFinestAlone: Bool { true }

    func finest(_ x: Tensor, on compute: Compute) -> Tensor {
        maps(stages.prefix(1), x, on: compute)[0]
    }

    private func maps(
        _ stages: some Sequence<[ResidualBlock]>, _ x: Tensor, on compute: Compute
    ) -> [Tensor] {
        var x = stem(x, activation: .relu, on: compute)
        if pool { x = compute.maxPool(x) }
        return stages.map { blocks in
            x = blocks.reduce(x) { $1($0, on: compute) }
            return x
        }
    }
}

/// y = relu(convolutions(x) + shortcut(x)).
private struct ResidualBlock: Sendable {
    private let convolutions: [Convolution]
    private let shortcut: Convolution?

    init(
        _ scope: WeightScope, _ block: ReferFormerConfig.Block, channels: Int, planes: Int,
        stride: Int, first: Bool, smallMaps: Bool
    ) throws {
        let convolution = { (number: Int, inputs: Int, outputs: Int, kernel: Int, stride: Int) in
            try Convolution(
                scope["conv\(number)"], frozen: scope["bn\(number)"], channels: inputs,
                outputs: outputs, kernel: kernel, stride: stride, smallMaps: smallMaps)
        }
        let outputs: Int
        switch block {
        case .basic:
            outputs = planes
            convolutions = [
                try convolution(1, channels, planes, 3, stride),
                try convolution(2, planes, planes, 3, 1),
            ]
        case .bottleneck:
            outputs = 4 * planes
            convolutions = [
                try convolution(1, channels, planes, 1, 1),
                try convolution(2, planes, planes, 3, stride),
                try convolution(3, planes, outputs, 1, 1),
            ]
        }
        let changes = stride != 1 || channels != outputs
        shortcut =
            changes || (first && block == .bottleneck)
            ? try Convolution(
                scope["downsample"][0], frozen: scope["downsample"][1], channels: channels,
                outputs: outputs, kernel: 1, stride: stride) : nil
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        let residual = shortcut.map { $0(x, on: compute) } ?? x
        let inner = convolutions.dropLast().reduce(x) { $1($0, activation: .relu, on: compute) }
        return convolutions[convolutions.count - 1](
            inner, activation: .relu, residual: residual, on: compute)
    }
}
