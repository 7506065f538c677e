import Layers
import Tensors
import Weights

/// Tells at every place of a map what is there and which box it fills, in branches of their own: YOLOX's
/// decoupled head.
///
/// Weights, N the level: `stems.N.conv` (1×1), `cls_convs.N.0`, `.1`, `reg_convs.N.0`, `.1`
/// (`SeparableConvolution`), `cls_preds.N`, `reg_preds.N`, `obj_preds.N` (1×1).
struct DetectionHead: Sendable {
    private static let width = 64

    private let stem: Convolution
    private let classBranch: [SeparableConvolution]
    private let boxBranch: [SeparableConvolution]
    private let classes: Convolution
    private let boxes: Convolution
    private let objects: Convolution

    init(_ scope: WeightScope, level: Int, channels: Int) throws {
        let width = Self.width
        let mix = { (scope: WeightScope, channels: Int, outputs: Int) in
            try Convolution(scope, channels: channels, outputs: outputs, kernel: 1, bias: true)
        }
        let branch = { (name: String) in
            try (0..<2).map {
                try SeparableConvolution(
                    scope[name][level][$0], channels: width, outputs: width)
            }
        }
        stem = try mix(scope["stems"][level]["conv"], channels, width)
        classBranch = try branch("cls_convs")
        boxBranch = try branch("reg_convs")
        classes = try mix(scope["cls_preds"][level], width, RecognitionConfig.detected)
        boxes = try mix(scope["reg_preds"][level], width, 4)
        objects = try mix(scope["obj_preds"][level], width, 1)
    }

    /// What one level tells, all `[1, rows, columns, …]`: logits of the 80 classes and of there being an
    /// object; middle of its box from the cell's corner, in cells, and logarithms of its sides in cells.
    struct Answer {
        let classes: Tensor
        let boxes: Tensor
        let objects: Tensor
    }

    func callAsFunction(_ map: Tensor, on compute: Compute) -> Answer {
        let x = stem(map, activation: .silu, on: compute)
        let along = { (branch: [SeparableConvolution]) in
            branch.reduce(x) { $1($0, on: compute) }
        }
        let box = along(boxBranch)
        return Answer(
            classes: classes(along(classBranch), on: compute), boxes: boxes(box, on: compute),
            objects: objects(box, on: compute))
    }
}
