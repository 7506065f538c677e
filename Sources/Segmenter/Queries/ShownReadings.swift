import Media
import Speech

/// What may have been said, and which of it the beginning of a clip speaks for.
///
/// Who asks for something mostly sees it, so P(said | sound, clip) ∝ P(said | sound) · (doubt + presence of
/// what it names): beside a pond "the dog" was "the duck".
struct ShownReadings {
    /// One that is likely enough to be looked for.
    struct Reading: Sendable {
        let heard: HeardText
        let encoded: any ReadQuery
    }

    /// Two or more, the likeliest first.
    let readings: [Reading]

    /// Share from which a reading is looked for, and how many are: one too unlikely to win still has its part in
    /// what is looked for where nothing that is likelier is to be seen.
    private static let least: Float = 0.004
    private static let most = 6
    /// Chance that what was said is not to be seen, beside a presence of 1.
    private static let doubt: Float = 0.03

    /// Nil where there is nothing to choose: one reading, or several that name the same thing.
    ///
    /// - `encode`: reads a text; one that it refuses, but for the first, is left out.
    init?(_ heard: [HeardText], _ encode: (String) throws -> any ReadQuery) rethrows {
        let likely = heard.filter { $0.share >= Self.least }.prefix(Self.most)
        guard likely.count > 1 else { return nil }
        let first = try encode(likely[0].text)
        readings =
            [Reading(heard: likely[0], encoded: first)]
            + likely.dropFirst().compactMap { heard in
                (try? encode(heard.text)).map { Reading(heard: heard, encoded: $0) }
            }
        let subjects = readings.map(\.encoded.subject)
        guard subjects.contains(where: { $0 != subjects[0] }) else { return nil }
    }

    /// The readings with new shares, the likeliest first.
    ///
    /// - `presence`: of what each of them names, 0…1.
    func weighed(by presence: [Float]) -> [HeardText] {
        let weights = zip(readings, presence).map { $0.heard.share * (Self.doubt + $1) }
        let sum = weights.reduce(0, +)
        return zip(readings, weights).map { HeardText(text: $0.heard.text, share: $1 / sum) }
            .sorted { $0.share > $1.share }
    }
}
