import ReferFormer

/// The tokens of one text that may have been said.
struct WeightedTokens: Sendable, Equatable {
    let tokens: [Int]
    let weight: Float

    /// One sequence as long as the first text's, in which a token shares its place with those that other
    /// texts have there, by the smallest number of changes between the texts (Levenshtein 1966). Tokens
    /// that the first text lacks are left out.
    ///
    /// - `texts`: the likeliest first, with positive weights; none of them empty.
    static func mixed(_ texts: [WeightedTokens]) -> [TokenMixture] {
        guard let best = texts.first else { return [] }
        var weights = best.tokens.map { [$0: best.weight] }
        for other in texts.dropFirst() {
            let partners = aligned(best.tokens, other.tokens)
            for (place, token) in best.tokens.enumerated() {
                weights[place][partners[place] ?? token, default: 0] += other.weight
            }
        }
        return weights.map { parts in
            TokenMixture(parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }

    /// For every token of `a`, the one of `b` in its place; nil where `b` has none.
    static func aligned(_ a: [Int], _ b: [Int]) -> [Int?] {
        var costs = [[Int]](
            repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { costs[i][0] = i }
        for j in 0...b.count { costs[0][j] = j }
        for i in 1..<(a.count + 1) {
            for j in 1..<(b.count + 1) {
                costs[i][j] = min(
                    costs[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), costs[i - 1][j] + 1,
                    costs[i][j - 1] + 1)
            }
        }
        var partners = [Int?](repeating: nil, count: a.count)
        var (i, j) = (a.count, b.count)
        while i > 0 && j > 0 {
            if costs[i][j] == costs[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1) {
                partners[i - 1] = b[j - 1]
                (i, j) = (i - 1, j - 1)
            } else if costs[i][j] == costs[i - 1][j] + 1 {
                i -= 1
            } else {
                j -= 1
            }
        }
        return partners
    }
}
