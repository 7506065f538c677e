import Tensors
import Testing

@testable import Segmenter

@Suite("Outlines of the contrast channel")
struct ContrastDetailTests {
    /// `[8, 12, 2]`, the second channel a step between the columns 5 and 6.
    private func step() -> Tensor {
        Tensor(
            shape: [8, 12, 2],
            values: (0..<(8 * 12)).flatMap { [Float($0), $0 % 12 < 6 ? -1 : 1] })
    }

    @Test("even contrast leaves stretched logits alone")
    func nothingToAdd() {
        let even = Tensor(shape: [8, 12, 1], values: [Float](repeating: 3, count: 96))
        let logits: [Float] = [1, 2, 3, 4, 5, 6]
        let plain = Stretch(height: 8, width: 12, sourceHeight: 2, sourceWidth: 3)(logits)
        #expect(ContrastDetail(even, channel: 0, weight: 2).sharpen(logits) == plain)
    }

    @Test("a step inside a cell of zeros becomes the mask's edge")
    func edge() {
        let logits = [Float](repeating: 0, count: 6)
        let sharp = ContrastDetail(step(), channel: 1, weight: 2).sharpen(logits)
        for y in 0..<8 {
            #expect(sharp[y * 12 + 5] < -1, "left of the step, row \(y)")
            #expect(sharp[y * 12 + 6] > 1, "right of the step, row \(y)")
        }
        let none = ContrastDetail(step(), channel: 1, weight: 0).sharpen(logits)
        #expect(none.allSatisfy { $0 == 0 })
    }
}
