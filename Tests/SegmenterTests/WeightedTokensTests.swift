import ReferFormer
import Testing

@testable import Segmenter

/// Several texts in one.
@Suite struct WeightedTokensTests {
    @Test func aTextAloneIsItself() {
        let mixed = WeightedTokens.mixed([WeightedTokens(tokens: [0, 7, 2], weight: 0.3)])
        #expect(mixed == [0, 7, 2].map { TokenMixture($0) })
    }

    @Test func tokensShareTheirPlace() {
        let mixed = WeightedTokens.mixed([
            WeightedTokens(tokens: [0, 5, 7, 2], weight: 0.5),
            WeightedTokens(tokens: [0, 5, 8, 2], weight: 0.25),
            WeightedTokens(tokens: [0, 4, 5, 2], weight: 0.25),
        ])
        #expect(mixed.count == 4 && mixed[0] == TokenMixture(0) && mixed[3] == TokenMixture(2))
        #expect(mixed[2].parts.contains { $0.token == 8 && $0.share == 0.25 })
        for place in mixed { #expect(abs(place.parts.reduce(0) { $0 + $1.share } - 1) < 1e-6) }
    }

    @Test func alignment() {
        #expect(WeightedTokens.aligned([1, 2, 3], [1, 3]) == [1, nil, 3])
        #expect(WeightedTokens.aligned([1, 3], [1, 2, 3]) == [1, 3])
        #expect(WeightedTokens.aligned([1, 2], [4, 5]) == [4, 5])
        #expect(WeightedTokens.aligned([1, 2], []) == [nil, nil])
    }
}
