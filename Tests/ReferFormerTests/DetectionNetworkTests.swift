import Tensors
import Testing
import Verification
import Weights

@testable import ReferFormer

/// YOLOX-nano with the shipped weights against the published file (Tests/Reference/detection_golden.py).
@Suite struct DetectionNetworkTests {
    private static let side = DetectionNetwork.side
    /// Of so many places the reference keeps one.
    private static let every = 37

    /// The stripes of the reference.
    private static func picture() -> Tensor {
        .filled([1, side, side, 3]) { out in
            for at in out.indices {
                let (y, x, c) = (at / 3 / side, at / 3 % side, at % 3)
                out[at] = Float((y * 7 + x * 13 + y * x / 50 + c * 31) % 97) * 2.5
            }
        }
    }

    private static func network(_ compute: Compute) throws -> DetectionNetwork {
        let file = try SafetensorsFile(path: DefaultModelTests.weights)
        let scope = WeightScope(FileWeights(file), compute: compute)
        return try DetectionNetwork(scope["recognition"]["detector"])
    }

    @Test(arguments: ParityTests.sets) func shipped(_ set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let answers = try Self.network(compute).answers(Self.picture(), on: compute)
        let all = answers.flatMap { answer -> [[Float]] in
            let (boxes, objects) = (answer.boxes.values, answer.objects.values)
            let classes = answer.classes.values
            return objects.indices.map { place in
                Array(boxes[(4 * place)..<(4 * place + 4)]) + [sigmoid(objects[place])]
                    + classes[(80 * place)..<(80 * place + 80)].map(sigmoid)
            }
        }
        #expect(all.count == 3549)
        let golden = try SafetensorsFile(path: Golden.path("detection.golden.safetensors"))
        let expected = try #require(golden.tensor("answers")).values
        let found = stride(from: 0, to: all.count, by: Self.every).flatMap { all[$0] }
        #expect(found.count == expected.count)
        let error = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error < 1e-3, "error \(error)")
    }

    @Test("boxes are told in shares of the picture, whatever stands beside it")
    func padded() throws {
        let compute = try Compute(threads: 2)
        let network = try Self.network(compute)
        let views = [208, 416].map {
            DetectionView(pixels: Self.picture(), extent: Extent(rows: $0, columns: 416))
        }
        let (found, whole) = (network([views[0]], on: compute), network([views[1]], on: compute))
        // Of a closer look, only small things count.
        let small = whole.filter { max($0.box.width, $0.box.height) < 0.35 }
        #expect(network(views, on: compute).count == found.count + small.count)
        #expect(found.count == whole.count)
        for (half, whole) in zip(found, whole) {
            #expect(half.box.left == whole.box.left && half.most == whole.most)
            #expect(abs(half.box.top - 2 * whole.box.top) < 1e-5)
        }
    }
}
