/// From which probabilities on nobody spoke; a model that was taught further knows it better than Whisper as
/// it was published.
struct SpeechLimits: Sendable, Equatable {
    /// Nobody speaks where this is likelier and the text is not likely.
    let noSpeech: Float
    let unlikely: Float
    /// No text so unlikely is worth acting on, mean over the tokens …
    let leastLikely: Float
    /// … by so much less, the likelier it is that nobody speaks.
    let withSilence: Float

    static let published = SpeechLimits(
        noSpeech: 0.5, unlikely: -0.5, leastLikely: -1.6, withSilence: 1.5)

    init(noSpeech: Float, unlikely: Float, leastLikely: Float, withSilence: Float) {
        (self.noSpeech, self.unlikely) = (noSpeech, unlikely)
        (self.leastLikely, self.withSilence) = (leastLikely, withSilence)
    }

    /// Reads what metadata say: the four numbers with spaces between them.
    init?(_ text: String) {
        let numbers = text.split(separator: " ").compactMap { Float($0) }
        guard numbers.count == 4, numbers.allSatisfy({ abs($0) < 100 }) else { return nil }
        self.init(
            noSpeech: numbers[0], unlikely: numbers[1], leastLikely: numbers[2],
            withSilence: numbers[3])
    }
}
