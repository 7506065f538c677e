import Tensors
import Testing
import Weights

@testable import ReferFormer

/// Texts whose tokens are not all certain.
@Suite struct TokenMixtureTests {
    private func embeddings(_ text: [TokenMixture]) throws -> [Float] {
        let compute = try Compute(threads: 1)
        let model = try ReferFormer(GeneratedWeights(), config: .tinyResNet, on: compute)
        let stages = StageRecorder()
        _ = try model.encode([text], on: compute, recording: stages)
        return try #require(stages["text.last_hidden"]).values
    }

    @Test func sharesOfOneTokenAreThatToken() throws {
        let certain = try embeddings([0, 7, 9, 2].map(TokenMixture.init))
        let split = TokenMixture([(7, 1), (7, 1), (7, 2)])
        let mixed = try embeddings(
            [TokenMixture(0), split, TokenMixture(9), TokenMixture(2)])
        #expect(certain == mixed)
    }

    @Test func anotherTokenCountsByItsShare() throws {
        func distance(to share: Float) throws -> Float {
            let certain = try embeddings([0, 7, 2].map(TokenMixture.init))
            let mixed = try embeddings(
                [TokenMixture(0), TokenMixture([(7, 1 - share), (9, share)]), TokenMixture(2)])
            return zip(certain, mixed).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        let (little, half, most) = (
            try distance(to: 0.01), try distance(to: 0.5), try distance(to: 0.99)
        )
        #expect(0 < little && little < half && half < most)
    }

    @Test func unknownTokensAreTold() throws {
        let compute = try Compute(threads: 1)
        let model = try ReferFormer(GeneratedWeights(), config: .tinyResNet, on: compute)
        #expect(throws: ReferFormerError.self) {
            try model.encode([[TokenMixture([(7, 1), (1 << 20, 1)])]], on: compute)
        }
    }
}
