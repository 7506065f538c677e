/// What is wrong with a video's files and changes its figures: it stops an evaluation, or is told in its
/// results where the user allowed it.
final class Damage {
    private let isAllowed: Bool
    private var sentences: [String] = []

    init(isAllowed: Bool) { self.isAllowed = isAllowed }

    /// - `sentence`: what is wrong; no full stop.
    /// - Throws: `EvaluationError.damaged` where damage is not allowed.
    func note(_ sentence: String) throws {
        guard isAllowed else { throw EvaluationError.damaged(sentence) }
        if !sentences.contains(sentence) { sentences.append(sentence) }
    }

    /// What was noted since the last call, each once; nil where nothing was.
    func taken() -> [String]? {
        defer { sentences = [] }
        return sentences.isEmpty ? nil : sentences
    }
}
