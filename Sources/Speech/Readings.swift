import Foundation
import Language

/// What may have been said in a recording, the likeliest first: what Whisper finds likely, and of that rather
/// what people say of things.
///
/// A reading's score is log P(sound | words) + weight · max(0, Σ (log P(word | word before) + ordinary)): one
/// that reads like a description gains by it, and among sentences about something else Whisper alone decides.
/// Both numbers were chosen with two synthetic and three natural voices and 150 recordings of people in sight;
/// MODEL_CARD.md has the figures.
struct Readings {
    struct Reading: Sendable {
        /// In words alone, once where the model wrote it several times over.
        let text: String
        /// Mean logarithm of its tokens' probabilities.
        let mean: Float
        /// Its probability among all, 0…1.
        let share: Float
    }

    /// The likeliest first; empty where nothing but marks was written.
    let all: [Reading]

    private static let weight = 0.3
    /// Of a word that any text may hold.
    private static let ordinary = 6.0
    /// Tokens in shares of those of the reading that is likeliest by their mean: shorter ones end too soon and
    /// longer ones go on, and neither's sum can be compared.
    private static let lengths: ClosedRange<Float> = 0.7...1.15

    /// - `texts`: the best first by the mean over the tokens, the same words several times in different writing.
    init(_ texts: [Whisper.Hearing.Text], phrases: PhraseModel) {
        let spoken = Self.saidOnce(
            texts.map { (text: $0, words: SpokenPhrase.transcript($0.text)) }
                .filter { !$0.words.isEmpty })
        let usual = Float(spoken.first?.text.tokens ?? 0)
        let least = Self.lengths.lowerBound * usual
        let most = Self.lengths.upperBound * usual + 1
        var found: [String: Whisper.Hearing.Text] = [:]
        for (text, words) in spoken where (least...most).contains(Float(text.tokens)) {
            if found[words].map({ $0.total < text.total }) ?? true { found[words] = text }
        }
        let scored = found.map { words, text in
            (words, text, score: Double(text.total) + Self.weight * Self.fit(words, phrases))
        }.sorted { ($0.score, $1.0) > ($1.score, $0.0) }
        let weights = scored.map { exp($0.score - scored[0].score) }
        let sum = weights.reduce(0, +)
        all = zip(scored, weights).map { reading, weight in
            Reading(
                text: reading.0, mean: reading.1.logProbability, share: Float(weight / sum))
        }
    }

    /// How much a text reads like a description.
    private static func fit(_ text: String, _ phrases: PhraseModel) -> Double {
        let words = text.split { $0 == " " || $0 == "-" }.map(String.init)
        return max(0, phrases.logProbabilities(of: words).reduce(0) { $0 + $1 + ordinary })
    }

    /// Without those that say another one twice or more, or themselves; all where none is left.
    private static func saidOnce(
        _ texts: [(text: Whisper.Hearing.Text, words: String)]
    ) -> [(text: Whisper.Hearing.Text, words: String)] {
        let all = Set(texts.map(\.words))
        let once = texts.filter { text, words in
            let parts = words.split(separator: " ")
            guard parts.count == SpokenPhrase.words(text.text).count else { return false }
            return !(1...max(1, parts.count / 2)).contains { length in
                parts.count > length
                    && parts.indices.allSatisfy { parts[$0] == parts[$0 % length] }
                    && all.contains(parts[..<length].joined(separator: " "))
            }
        }
        return once.isEmpty ? texts : once
    }
}
