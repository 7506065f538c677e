import Foundation

/// Something else that a sentence names beside what it is about: in "the man with the dog", the dog.
package struct Companion: Sendable, Equatable {
    /// Its classes of what is found in boxes, 0 … 79, with their weights.
    let detected: [Subject.Weighted]
    /// Whether the thing that is meant is the one without it.
    let isMissing: Bool

    /// - `detected`: `[80]`, 0 … 1.
    package init(detected: [Float], isMissing: Bool) {
        self.detected = Subject.weighted(detected, from: 0, below: RecognitionConfig.detected)
        self.isMissing = isMissing
    }

    /// How far around a box its companions reach, in its own widths and heights.
    private static let reach: Float = 0.1
    /// Probabilities above which a companion may be there, and from which it is beyond doubt.
    private static let (least, sure): (Float, Float) = (0.05, 0.5)
    /// Of a companion that lies outside, at most.
    private static let outside: Float = 0.5
    /// Distance, in sides of a square as large as the box, at which an outer one's share has fallen to 1/e.
    private static let near: Float = 0.5

    /// How surely, and how near, each of several boxes has it, 0…1.
    func nearness(to boxes: [RelativeBox], among found: [Detection]) -> [Float] {
        let companions = found.compactMap { detection in
            let probability = detected.largest(of: detection.probabilities)
            return probability > Self.least && boxes.allSatisfy { $0 != detection.box }
                ? (box: detection.box, sure: min(1, probability / Self.sure)) : nil
        }
        return boxes.map { box in
            companions.reduce(0) { max($0, $1.sure * Self.share(of: $1.box, around: box)) }
        }
    }

    /// 1 where all of a companion lies in a box or at its edge, less the farther away it is.
    private static func share(of companion: RelativeBox, around box: RelativeBox) -> Float {
        let inside = companion.shared(with: box.grown(by: reach)) / max(companion.area, 1e-9)
        if inside > 0 { return outside + (1 - outside) * min(1, inside) }
        return outside * exp(-box.gap(to: companion) / (near * max(box.area, 1e-9).squareRoot()))
    }
}
