import Tensors
import Testing

@testable import Decisions

@Suite("Contrast added to a mask's logits")
struct ContrastEvidenceTests {
    /// `[8, 12, 2]`, the second channel a step between the columns 5 and 6.
    private let step = Tensor(
        shape: [8, 12, 2],
        values: (0..<(8 * 12)).flatMap { [Float($0), $0 % 12 < 6 ? -1 : 1] })

    @Test("without weight, logits are only stretched")
    func nothingToAdd() {
        let logits: [Float] = [1, 2, 3, 4, 5, 6]
        let plain = Stretch(height: 8, width: 12, sourceHeight: 2, sourceWidth: 3)(logits)
        #expect(ContrastEvidence(step, channel: 1, weight: 0, limit: 2).sharpen(logits) == plain)
    }

    @Test("a step inside a cell becomes the mask's edge")
    func edge() {
        let logits = [Float](repeating: 0.5, count: 6)
        let sharp = ContrastEvidence(step, channel: 1, weight: 2, limit: 0.75).sharpen(logits)
        for y in 0..<8 {
            for x in 0..<12 { #expect(sharp[y * 12 + x] == (x < 6 ? -1 : 2), "\(y), \(x)") }
        }
    }
}
