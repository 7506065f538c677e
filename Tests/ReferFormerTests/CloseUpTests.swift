import Tensors
import Testing

@testable import ReferFormer

@Suite("A close look at a box")
struct CloseUpTests {
    private static let box = RelativeBox(left: 0.25, top: 0.25, right: 0.75, bottom: 0.75)

    private static func closeUp(
        _ logit: Float, other: Float? = nil, confidence: Float = 1, isGround: Bool = false
    ) -> CloseUp {
        CloseUp(
            MeantBoxes(boxes: [box], confidence: confidence, isGround: isGround),
            looks: [
                Tensor(
                    shape: [1, 2, 2, 1], values: [logit, other ?? logit, logit, other ?? logit])
            ])
    }

    @Test("it is told where the box is, and nothing stands out elsewhere")
    func placed() {
        let salience = Self.closeUp(3).salience(rows: 8, columns: 8)
        for place in salience.indices {
            let inside = (2..<6).contains(place / 8) && (2..<6).contains(place % 8)
            #expect(salience[place] == (inside ? 3 : -10))
        }
    }

    @Test("a box in which nothing stands out is taken whole")
    func hollow() {
        let salience = Self.closeUp(-5).salience(rows: 8, columns: 8)
        #expect(salience[3 * 8 + 3] > 0 && salience[0] == -10)
    }

    @Test("what other things lie on is taken whole where they alone stand out")
    func ground() {
        let right = 3 * 8 + 5
        let thing = Self.closeUp(3, other: -5).salience(rows: 8, columns: 8)
        #expect(thing[right] < 0)
        let table = Self.closeUp(3, other: -5, isGround: true).salience(rows: 8, columns: 8)
        #expect(table[right] > 0 && table[0] == -10)
    }

    @Test("a mask keeps to the boxes, the more the surer they are")
    func bounded() {
        let logits = [Float](repeating: 1, count: 64)
        let sure = Self.closeUp(3).bounded(logits, columns: 8)
        let unsure = Self.closeUp(3, confidence: 0.2).bounded(logits, columns: 8)
        #expect(sure[3 * 8 + 3] == 1 && unsure[3 * 8 + 3] == 1)
        #expect(sure[0] < unsure[0] && unsure[0] < 0)
    }

    @Test("a box grows to the frame's edge and no further")
    func grown() {
        let grown = RelativeBox(left: 0.05, top: 0.5, right: 0.95, bottom: 1).grown(by: 0.1)
        #expect(grown.left == 0 && grown.right == 1 && grown.bottom == 1)
        #expect(abs(grown.top - 0.45) < 1e-6)
    }

    @Test("a map is carried to where the flow comes from")
    func carried() {
        let map = Tensor(shape: [1, 1, 4, 1], values: [0, 1, 2, 3])
        let flow = Tensor(shape: [1, 1, 2], values: [0.25, 0])
        #expect(map.carried(by: flow).values == [1, 2, 3, 3])
        let half = Tensor(shape: [1, 1, 2], values: [-0.125, 0])
        #expect(map.carried(by: half).values == [0, 0.5, 1.5, 2.5])
    }
}
