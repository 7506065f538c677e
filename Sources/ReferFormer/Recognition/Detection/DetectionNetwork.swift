import Foundation
import Tensors
import Weights

/// Finds things of eighty everyday classes, each in a box: YOLOX-nano (Ge et al., arXiv:2107.08430), its
/// batch normalisations folded.
///
/// Weights, named as published: `backbone.backbone` (`DetectionTrunk`), `backbone` (`DetectionNeck`),
/// `head` (`DetectionHead`).
package struct DetectionNetwork: Sendable {
    /// Longer side of what it reads.
    package static let side = 416
    /// Of a second look at an image that stands alone, for small things.
    package static let closeSide = 896
    /// Sides are multiples of this; pixels beside the picture are `grey`.
    package static let step = 32
    package static let grey: Float = 114
    /// Shares of the picture's width and height below which a closer look knows better.
    private static let small: Float = 0.35
    /// Boxes less probable than this are none.
    private static let least: Float = 0.05
    /// Cells, and logarithms of cells, beyond which there is no box; weights that tell more are damaged.
    private static let farthest: Float = 1000
    private static let largest: Float = 8

    private let trunk: DetectionTrunk
    private let neck: DetectionNeck
    private let heads: [DetectionHead]

    init(_ scope: WeightScope) throws {
        trunk = try DetectionTrunk(scope["backbone"]["backbone"])
        neck = try DetectionNeck(scope["backbone"])
        heads = try DetectionTrunk.widths.suffix(3).enumerated().map {
            try DetectionHead(scope["head"], level: $0.offset, channels: $0.element)
        }
    }

    /// - `views`: the first for things of any size, further ones for small things.
    /// - Returns: what is found in any of them, the likeliest first; boxes overlap.
    package func callAsFunction(_ views: [DetectionView], on compute: Compute) -> [Detection] {
        let found = views.enumerated().flatMap { index, view in
            let all = answers(view.pixels, on: compute).flatMap { answer in
                let stride = Float(view.pixels.shape[2] / answer.objects.shape[2])
                let (columns, rows) = (Float(view.extent.columns), Float(view.extent.rows))
                return Self.detections(answer, scale: (stride / columns, stride / rows))
            }
            return index == 0 ? all : all.filter { max($0.box.width, $0.box.height) < Self.small }
        }
        return found.sorted { $0.most > $1.most }
    }

    /// What every place tells at strides 8, 16 and 32.
    func answers(_ pixels: Tensor, on compute: Compute) -> [DetectionHead.Answer] {
        zip(neck(trunk(pixels, on: compute), on: compute), heads).map { map, head in
            head(map, on: compute)
        }
    }

    /// - `scale`: width and height of a cell, in those of the picture.
    private static func detections(
        _ answer: DetectionHead.Answer, scale: (x: Float, y: Float)
    ) -> [Detection] {
        let columns = answer.objects.shape[2]
        let (classes, boxes) = (answer.classes.values, answer.boxes.values)
        let count = RecognitionConfig.detected
        return answer.objects.values.enumerated().compactMap { cell, logit in
            let object = sigmoid(logit)
            guard object > least else { return nil }
            let own = classes[(cell * count)..<((cell + 1) * count)].map {
                object * sigmoid($0)
            }
            guard let most = own.max(), most > least else { return nil }
            let box = Array(boxes[(4 * cell)..<(4 * cell + 4)])
            guard box.allSatisfy({ abs($0) < Self.farthest }) else { return nil }
            let middle = (
                x: (box[0] + Float(cell % columns)) * scale.x,
                y: (box[1] + Float(cell / columns)) * scale.y
            )
            let (width, height) = (
                exp(min(box[2], largest)) * scale.x, exp(min(box[3], largest)) * scale.y
            )
            return Detection(
                box: RelativeBox(
                    left: middle.x - width / 2, top: middle.y - height / 2,
                    right: middle.x + width / 2, bottom: middle.y + height / 2),
                probabilities: own, most: most)
        }
    }
}
