import Tensors
import Testing

@testable import ReferFormer

@Suite("What tells several boxes of one kind apart")
struct DistinguishedBoxesTests {
    private static let boxes = [0.1, 0.4, 0.7].map { (x: Float) in
        RelativeBox(left: x, top: 0.3, right: x + 0.2, bottom: 0.9)
    }

    private static func dog(_ box: RelativeBox, _ probability: Float = 0.6) -> Detection {
        Detection(
            box: box, probabilities: (0..<80).map { $0 == 16 ? probability : 0 },
            most: probability)
    }

    private static func companion(missing: Bool = false) -> Distinction {
        .companion(Companion(detected: (0..<80).map { $0 == 16 ? 1 : 0 }, isMissing: missing))
    }

    private static func points(
        _ distinction: Distinction, _ detections: [Detection] = [],
        movement: DistinguishedBoxes.Movement = (1, 1, [0])
    ) -> [Float] {
        let frame = DistinguishedBoxes(
            detections: detections, colours: Tensor(zeros: [1, 16, 16, 3]), movement: movement
        ) { _ in PersonProbe.Traits(woman: 0, child: 0) }
        return frame.points([distinction], boxes)[0]
    }

    @Test("what lies in a box is its companion, what lies near one rather than what lies far away")
    func companions() {
        let inside = Self.dog(RelativeBox(left: 0.45, top: 0.6, right: 0.58, bottom: 0.9))
        let points = Self.points(Self.companion(), [inside])
        #expect(points[1] == 0)
        #expect(points[0] < -1.5 && points[2] < -1.5)
        let beside = Self.dog(RelativeBox(left: 0.94, top: 0.7, right: 1, bottom: 0.9))
        let near = Self.points(Self.companion(), [beside])
        #expect(near[2] == 0 && near[1] < near[2] && near[0] < near[1])
    }

    @Test("without a companion is whoever has none; one that is nowhere tells nothing")
    func missing() {
        let inside = Self.dog(RelativeBox(left: 0.45, top: 0.6, right: 0.58, bottom: 0.9))
        let points = Self.points(Self.companion(missing: true), [inside])
        #expect(points[1] < points[0] - 1.5 && max(points[0], points[2]) == 0)
        #expect(Self.points(Self.companion()) == [0, 0, 0])
        #expect(Self.points(Self.companion(), [Self.dog(Self.boxes[0], 0.04)]) == [0, 0, 0])
    }

    @Test("a doubtful companion tells less than a sure one")
    func doubtful() {
        let box = RelativeBox(left: 0.45, top: 0.6, right: 0.58, bottom: 0.9)
        let sure = Self.points(Self.companion(), [Self.dog(box, 0.9)])
        let doubtful = Self.points(Self.companion(), [Self.dog(box, 0.1)])
        #expect(sure[0] < doubtful[0] && doubtful[0] < 0)
    }

    @Test("what moves, what stands still; nothing where nothing moves")
    func movement() {
        let map = (0..<40).map { Float($0 % 20) > 13 ? Float(1) : 0 }
        let points = Self.points(.moving, movement: (20, 2, map))
        #expect(points[2] == 0 && points[0] < -2 && points[1] < -2)
        let still = Self.points(.still, movement: (20, 2, map))
        #expect(still[2] == 0 && still[0] > 2)
        let none = Self.points(.moving, movement: (20, 2, [Float](repeating: 0, count: 40)))
        #expect(none == [0, 0, 0])
    }

    @Test("of a person the face and the chest are looked at")
    func upperPart() {
        let person = RelativeBox(left: 0.4, top: 0.2, right: 0.5, bottom: 0.8)
        let part = person.upperPart(aspect: 2)
        #expect(abs(part.top - 0.1784) < 1e-4 && abs(part.bottom - 0.4916) < 1e-4)
        #expect(abs(part.left - 0.392) < 1e-4 && abs(part.right - 0.508) < 1e-4)
        let seated = RelativeBox(left: 0.4, top: 0.2, right: 0.8, bottom: 0.4)
        #expect(seated.upperPart(aspect: 1).bottom > 0.4)
    }
}
