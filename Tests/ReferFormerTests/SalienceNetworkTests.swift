import Tensors
import Testing
import Verification
import Weights

@testable import ReferFormer

/// U²-Net-P with the shipped weights against PyTorch (Tests/Reference/salience_golden.py).
@Suite struct SalienceNetworkTests {
    /// The stripes of the reference.
    private static func picture() -> Tensor {
        let side = SalienceNetwork.side
        return .filled([1, side, side, 3]) { out in
            for at in out.indices {
                let (y, x, c) = (at / 3 / side, at / 3 % side, at % 3)
                out[at] = Float((y * 7 + x * 13 + y * x / 50 + c * 31) % 97) / 48 - 1
            }
        }
    }

    @Test(arguments: ParityTests.sets) func shipped(_ set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let file = try SafetensorsFile(path: DefaultModelTests.weights)
        let scope = WeightScope(FileWeights(file), compute: compute)
        let network = try SalienceNetwork(scope["recognition"]["salience"])
        let golden = try SafetensorsFile(path: Golden.path("salience.golden.safetensors"))
        let expected = try #require(golden.tensor("logits")).values
        let found = network(Self.picture(), on: compute)
        #expect(found.shape == [1, SalienceNetwork.cells, SalienceNetwork.cells, 1])
        let largest = expected.map(abs).max() ?? 0
        let error = zip(found.values, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error < 1e-4 * largest, "error \(error) of \(largest)")
    }
}
