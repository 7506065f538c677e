import Foundation
import Tensors

/// What is recognised where a mask points: means over the frame, weighted with the mask.
struct PointedAt {
    /// Probabilities of ImageNet's classes.
    let classes: [Float]
    /// Probabilities of background and the twenty kinds.
    let kinds: [Float]

    /// How undecided the classes are: their entropy over 7 nats, about 1 where all are alike.
    var doubt: Float { -classes.reduce(0) { $0 + $1 * log($1 + 1e-6) } / 7 }

    /// - `mask`: logits, `[rows, columns]` of `seen.kinds`.
    init(_ mask: [Float], in seen: Recognized) {
        let fine = mask.map(sigmoid)
        let (columns, coarse) = (seen.kinds.shape[2], seen.classes.shape[2])
        let step = columns / coarse
        var blocks = [Float](repeating: 0, count: seen.classes.shape[1] * coarse)
        for (at, weight) in fine.enumerated() {
            blocks[at / columns / step * coarse + at % columns / step] += weight
        }
        kinds = Self.mean(of: seen.kinds, fine)
        classes = Self.mean(of: seen.classes, blocks.map { $0 / Float(step * step) })
    }

    private static func mean(of map: Tensor, _ weights: [Float]) -> [Float] {
        let channels = map.shape[3]
        var sums = [Float](repeating: 0, count: channels)
        map.withUnsafeBuffer { map in
            for (place, weight) in weights.enumerated() {
                for channel in sums.indices {
                    sums[channel] += weight * map[place * channels + channel]
                }
            }
        }
        let total = weights.reduce(0, +) + 1e-3
        return sums.map { $0 / total }
    }
}
