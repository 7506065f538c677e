/// Whether somebody spoke: Whisper writes a sentence for any sound, but tells by its own probabilities
/// when it makes one up (Radford et al., arXiv:2212.04356, 4.5).
struct SpeechCheck {
    let isSpeech: Bool

    /// Nobody speaks where this is likelier and the text is not likely.
    private static let noSpeech: Float = 0.5
    private static let unlikely: Float = -0.5
    /// No text so unlikely is worth acting on, mean over the tokens.
    private static let leastLikely: Float = -1.6
    /// Words for each different one, from which on a long text is a loop. The published code compresses
    /// the text instead.
    private static let repetition = 4

    init(_ heard: Whisper.Hearing) {
        let best = heard.texts[0]
        let words = SpokenPhrase.words(best.text)
        let isMadeUp = heard.noSpeech > Self.noSpeech && best.logProbability < Self.unlikely
        let isLoop = words.count >= 12 && words.count >= Self.repetition * Set(words).count
        isSpeech = !words.isEmpty && !isMadeUp && !isLoop && best.logProbability > Self.leastLikely
    }
}
