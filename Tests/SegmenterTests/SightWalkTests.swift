import Decisions
import Media
import Tensors
import Testing

@testable import ReferFormer
@testable import Segmenter

@Suite("Frames that are looked at, and those between")
struct SightWalkTests {
    private static func walk(
        _ frames: Int, recognizes: Bool = true
    ) throws -> (order: [Int], looked: [Int]) {
        let images = movingSquare(frames: frames, width: 64, height: 40)
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) {
            index, isLast in
            recognizes && SightWalk.looksAt(index, isLast: isLast)
        }
        var looked: [Int] = []
        let walk = SightWalk { try preparer.next() }
        var order: [Int] = []
        while let group = try walk.group() {
            let steps = try walk.steps(group) { frame, sight in
                if sight == nil { looked.append(frame.frame.index) }
                return SeenFrame(
                    candidates: [],
                    evidence: FrameEvidence(frame.input, channel: 7, weight: 1, limit: 2),
                    sight: frame.photograph == nil ? sight : Self.sight)
            }
            order += steps.map(\.prepared.frame.index)
        }
        return (order, looked)
    }

    static let sight = Sight(
        recognized: Recognized(
            foreground: Tensor(zeros: [1, 4, 8, 1]), salience: nil,
            kinds: Tensor(zeros: [1, 2, 4, 21]), scenery: Tensor(zeros: [1, 2, 4, 9]),
            classes: Tensor(zeros: [1, 1, 2, 1000]), detections: [],
            colours: Tensor(zeros: [1, 4, 8, 3]), drawn: 0), found: [])

    @Test(
        "every third is looked at, and the last; all come in order", arguments: [1, 2, 3, 4, 8, 9])
    func order(_ count: Int) throws {
        let walked = try Self.walk(count)
        #expect(walked.order == Array(0..<count))
        let expected = Set(stride(from: 0, to: count, by: SightWalk.stride)).union([count - 1])
        #expect(walked.looked == expected.sorted())
    }

    @Test("a model that knows no photographs is asked about every frame alone")
    func unknowing() throws {
        let walked = try Self.walk(5, recognizes: false)
        #expect(walked.order == Array(0..<5) && walked.looked == walked.order)
    }
}
