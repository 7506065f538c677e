import Decisions
import Media
import Tensors
import Testing

@testable import Segmenter

@Suite("Keyframes, and the frames between")
struct KeyframeWalkTests {
    /// A flow that leads every place so many widths to the right.
    private static func flow(_ widths: Float, share: Double = 1) -> Tensor {
        .filled([10, 10, 2]) { flow in
            for at in flow.indices {
                flow[at] = at % 2 == 0 && Double(at / 2) < 100 * share ? widths : 0
            }
        }
    }

    @Test("where little moves one frame in four is a key, where much does every one")
    func keys() {
        let keys = { (flow: Tensor, count: Int) in
            (0..<count).filter { KeyframeWalk.isKey($0, isLast: $0 == count - 1, flow: flow) }
        }
        #expect(keys(Self.flow(0), 10) == [3, 7, 9])
        #expect(keys(Self.flow(0.001), 8) == [3, 7])
        #expect(keys(Self.flow(0.2), 5) == [0, 1, 2, 3, 4])
        // A small thing that moves far.
        #expect(keys(Self.flow(-0.2, share: 0.1), 4) == [0, 1, 2, 3])
    }

    @Test("windows end with a key", arguments: [(36, 36), (10, 8), (4, 4), (3, 4), (1, 4)])
    func windows(_ length: Int, _ expected: Int) {
        #expect(KeyframeWalk.windowLength(length) == expected)
    }

    @Test(
        "frames come in order, those between with what is said of the next key",
        arguments: [false, true])
    func order(_ recognizes: Bool) throws {
        let images = movingSquare(frames: 10, width: 64, height: 40)
        let keys = recognizes ? [1, 3, 4, 7, 9] : [3, 7, 9]
        let preparer = FramePreparer(StoredFrames(images), SharedSeconds("prepare")) {
            index, _, _ in
            recognizes && keys.contains(index)
        }
        var asked: [Int] = []
        let walk = KeyframeWalk({ try preparer.next() }) { frame in
            asked.append(frame.frame.index)
            return SeenFrame(
                candidates: [],
                evidence: FrameEvidence(frame.input, channel: 7, weight: 1, limit: 2), sight: nil)
        }
        var steps: [WalkStep] = []
        while let step = try walk.next() { steps.append(step) }
        #expect(steps.map(\.prepared.frame.index) == Array(0..<10))
        #expect(asked == keys)
        #expect(steps.filter { !$0.isBetween }.map(\.prepared.frame.index) == keys)
    }

    @Test("masks between keys are those of the next, moved with the flow; each key is made once")
    func carried() throws {
        // A column that moves one place to the right from frame to frame, of five.
        let right = Tensor.filled([1, 5, 2]) { flow in
            for at in flow.indices { flow[at] = at % 2 == 0 ? 0.2 : 0 }
        }
        var made: [Int] = []
        let logits = WindowLogits(shape: [1, 5], flows: [right, right, nil, nil, right, nil]) {
            made.append($0)
            return [[Float]((0..<5).map { $0 == 3 ? 1 : -1 }), nil]
        }
        let columns = try (0..<6).map { place in
            let maps = try logits(place)
            #expect(maps.count == 2 && maps[1] == nil)
            return maps[0]?.firstIndex { $0 > 0 }
        }
        #expect(columns == [1, 2, 3, 3, 2, 3])
        #expect(made == [2, 3, 5])
    }
}
