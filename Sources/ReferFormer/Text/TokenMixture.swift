/// A token of a text, or the tokens that may stand in its place, each with its share.
///
/// The text encoder reads the mean of their embeddings, so that what was heard in part is understood
/// in part.
package struct TokenMixture: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package let token: Int
        package let share: Float
    }

    /// At least one; their shares sum to 1.
    package let parts: [Part]

    /// A token that is certain.
    package init(_ token: Int) { parts = [Part(token: token, share: 1)] }

    /// - `weights`: positive weights of tokens; they are divided by their sum.
    package init(_ weights: [(token: Int, weight: Float)]) {
        let sum = weights.reduce(0) { $0 + $1.weight }
        precondition(sum > 0, "a mixture of no tokens")
        parts = weights.map { Part(token: $0.token, share: $0.weight / sum) }
    }
}
