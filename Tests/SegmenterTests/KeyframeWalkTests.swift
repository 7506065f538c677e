import Decisions
import Foundation
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

    @Test("little or slow motion is none")
    func motion() {
        #expect(!KeyframeWalk.moves(Self.flow(0)))
        #expect(!KeyframeWalk.moves(Self.flow(0.005)))
        #expect(!KeyframeWalk.moves(Self.flow(0.2, share: 0.02)))
        #expect(KeyframeWalk.moves(Self.flow(0.02)))
        // A small thing that moves far.
        #expect(KeyframeWalk.moves(Self.flow(-0.2, share: 0.1)))
    }

    @Test("windows end with a key", arguments: [(36, 36), (10, 9), (4, 3), (3, 3), (1, 3)])
    func windows(_ length: Int, _ expected: Int) {
        #expect(KeyframeWalk.windowLength(length) == expected)
    }

    @Test(
        "frames come in order; of those that stand still the model is asked about one in three",
        arguments: [(0, [2, 5, 8, 9]), (16, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])])
    func order(_ step: Int, _ keys: [Int]) throws {
        let images = (0..<10).map { stripes(shift: $0 * step) }
        let preparer = FramePreparer(
            StoredFrames(images), SharedSeconds("prepare"), looksAt: KeyframeWalk.looksAt)
        var asked: [Int] = []
        let walk = KeyframeWalk { try preparer.next() }
        var steps: [WalkStep] = []
        while let group = try walk.group() {
            steps += try walk.steps(group) { frame, sight in
                asked.append(frame.frame.index)
                #expect((frame.photograph == nil) == (sight != nil))
                return SeenFrame(
                    candidates: [],
                    evidence: FrameEvidence(frame.input, channel: 7, weight: 1, limit: 2),
                    sight: sight ?? SightWalkTests.sight)
            }
        }
        #expect(steps.map(\.prepared.frame.index) == Array(0..<10))
        #expect(asked.sorted() == keys)
        #expect(steps.filter { !$0.isBetween }.map(\.prepared.frame.index) == keys)
    }

    /// A textured picture, moved to the left.
    private func stripes(shift: Int) -> RGBImage {
        var pixels: [UInt8] = []
        for y in 0..<180 {
            for x in 0..<320 {
                let value = 128 + 60 * sin(Double(x + shift) / 9) + 50 * cos(Double(y) / 7)
                pixels += [UInt8(value), UInt8(value / 2), UInt8(255 - value)]
            }
        }
        return RGBImage(width: 320, height: 180, pixels: pixels)
    }

    @Test(
        "masks between keys are those of the next, moved with the flow; each key is made once",
        arguments: [1, 2])
    func carried(_ lanes: Int) throws {
        // A column that moves one place to the right from frame to frame, of five.
        let right = Tensor.filled([1, 5, 2]) { flow in
            for at in flow.indices { flow[at] = at % 2 == 0 ? 0.2 : 0 }
        }
        let made = Noted()
        let make: WindowLogits.Maker = { place in
            made.note(place)
            return [[Float]((0..<5).map { $0 == 3 ? 1 : -1 }), nil]
        }
        let logits = WindowLogits(
            shape: [1, 5], flows: [right, right, nil, nil, right, nil],
            Array(repeating: make, count: lanes), first: make)
        let columns = try (0..<6).map { _ in
            let maps = try logits.next()
            #expect(maps.count == 2 && maps[1] == nil)
            return maps[0]?.firstIndex { $0 > 0 }
        }
        #expect(columns == [1, 2, 3, 3, 2, 3])
        #expect(made.all.sorted() == [2, 3, 5])
    }

    private final class Noted: @unchecked Sendable {
        private let lock = NSLock()
        private var places: [Int] = []

        var all: [Int] { lock.withLock { places } }

        func note(_ place: Int) { lock.withLock { places.append(place) } }
    }
}
