import Layers
import Tensors
import Weights

/// A classifier of photographs as a backbone: EfficientNet-Lite (Tan and Le, arXiv:1905.11946;
/// "Lite": ReLU6, no squeeze and excitation), its batch normalisations folded into the convolutions,
/// its classes told at every place instead of once an image.
///
/// Weights, named as in the PyPI package efficientnet-lite-pytorch: `_conv_stem`, `_bn0`,
/// `_blocks.N.{_expand_conv, _bn0, _depthwise_conv, _bn1, _project_conv, _bn2}`, `_conv_head`,
/// `_bn1`, `_fc`.
package struct EfficientNetLite: Sendable {
    package let kind: Kind
    private let stem: Convolution
    private let blocks: [ResidualBlock]
    private let head: Convolution
    private let classifier: Linear

    /// What the published networks add to the variance before its root.
    static let epsilon = 1e-3

    /// - `classes`: of the classifier; 1000 are ImageNet's.
    /// - Throws: what the source of the weights throws.
    package init(_ scope: WeightScope, kind: Kind, classes: Int = 1000) throws {
        self.kind = kind
        let filter = kind.stemFilter
        stem = try Convolution(
            scope["_conv_stem"], frozen: scope["_bn0"], channels: 3, outputs: Kind.stem,
            kernel: filter.kernel, stride: filter.stride, padding: filter.before,
            trailing: filter.after, epsilon: Self.epsilon)
        blocks = try kind.blocks.enumerated().map {
            try ResidualBlock(scope["_blocks"][$0.offset], $0.element)
        }
        head = try Convolution(
            scope["_conv_head"], frozen: scope["_bn1"], channels: kind.channels[3],
            outputs: kind.features, kernel: 1, epsilon: Self.epsilon)
        classifier = try Linear(scope["_fc"], inputs: kind.features, outputs: classes)
    }

    /// A colour's level, 0 … 255, as the published networks read it.
    package static func normalised(_ level: UInt8) -> Float { (Float(level) - 127) / 128 }

    /// The level, 0 … 255, of which `normalised` made a value.
    static func level(_ normalised: Float) -> Float { normalised * 128 + 127 }

    /// All that the network says of frames.
    package struct Sight: Sendable {
        /// At strides 4, 8, 16 and 32: `[n, height / stride, width / stride, channels]`, channels as
        /// in `kind.channels`.
        package let maps: [Tensor]
        /// `[n, height / 32, width / 32, 1280]`
        package let features: Tensor
        /// Logits of the classes at every place, `[n, height / 32, width / 32, classes]`. Their mean
        /// over the places is the published network's answer for the image.
        package let logits: Tensor
    }

    /// - `pixels`: `[n, height, width, 3]`, red, green, blue, each `normalised`; sides multiples of
    ///   32. Frames are seen one after another, so that memory does not grow with their number.
    package func callAsFunction(_ pixels: Tensor, on compute: Compute) -> Sight {
        let maps = maps(pixels, on: compute)
        let features = features(maps[3], on: compute)
        return Sight(
            maps: maps, features: features, logits: logits(features, on: compute))
    }

    /// The maps alone; parameter and results as above.
    package func maps(_ pixels: Tensor, on compute: Compute) -> [Tensor] {
        precondition(
            pixels.shape.count == 4 && pixels.shape[0] > 0 && pixels.shape[3] == 3
                && pixels.shape[1] % 32 == 0 && pixels.shape[2] % 32 == 0,
            "\(pixels.shape) is no [n, height, width, 3] with sides that are multiples of 32")
        let frames = (0..<pixels.shape[0]).map { seen(pixels.rows($0..<($0 + 1)), compute) }
        return frames[0].indices.map { level in
            compute.concatenate(frames.map { $0[level] }, axis: 0)
        }
    }

    /// What the classes are told by, at every place of the map at stride 32.
    ///
    /// - `map`: `[n, rows, columns, kind.channels[3]]`; result `[n, rows, columns, 1280]`.
    package func features(_ map: Tensor, on compute: Compute) -> Tensor {
        head(map, activation: .relu6, on: compute)
    }

    /// - `features`: `[…, 1280]`; result `[…, classes]`.
    package func logits(_ features: Tensor, on compute: Compute) -> Tensor {
        classifier(features, on: compute)
    }

    /// One frame's maps.
    private func seen(_ frame: Tensor, _ compute: Compute) -> [Tensor] {
        var x = stem(frame, activation: .relu6, on: compute)
        var start = 0
        return kind.ends.map { end in
            for block in blocks[start...end] { x = block(x, on: compute) }
            start = end + 1
            return x
        }
    }
}

/// One block; its input is added where the shapes agree.
private struct ResidualBlock: Sendable {
    private let layers: InvertedResidual
    private let isResidual: Bool

    init(_ scope: WeightScope, _ block: EfficientNetLite.Block) throws {
        let (hidden, filter) = (block.hidden, block.filter)
        let epsilon = EfficientNetLite.epsilon
        let expansion =
            hidden == block.inputs
            ? nil
            : try Convolution(
                scope["_expand_conv"], frozen: scope["_bn0"], channels: block.inputs,
                outputs: hidden, kernel: 1, epsilon: epsilon)
        let filters = try Convolution(
            scope["_depthwise_conv"], frozen: scope["_bn1"], channels: hidden, outputs: hidden,
            kernel: filter.kernel, stride: filter.stride, padding: filter.before,
            trailing: filter.after, groups: hidden, epsilon: epsilon)
        let projection = try Convolution(
            scope["_project_conv"], frozen: scope["_bn2"], channels: hidden,
            outputs: block.outputs, kernel: 1, epsilon: epsilon)
        layers = InvertedResidual(
            expansion: expansion, filter: filters, projection: projection, hidden: .relu6)
        isResidual = filter.stride == 1 && block.inputs == block.outputs
    }

    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        layers(x, residual: isResidual ? x : nil, on: compute)
    }
}
