/// Whether somebody spoke: Whisper writes a sentence for any sound, but tells by its own probabilities
/// when it makes one up (Radford et al., arXiv:2212.04356, 4.5).
struct SpeechCheck {
    let isSpeech: Bool

    /// Nobody speaks where this is likelier and the text is not likely.
    private static let noSpeech: Float = 0.5
    private static let unlikely: Float = -0.5
    /// No text so unlikely is worth acting on, mean over the tokens; the less so, the likelier it is that
    /// nobody speaks.
    private static let leastLikely = (alone: Float(-1.6), withSilence: Float(1.5))
    /// Voices without words, letters that follow themselves written once, and what Whisper writes of noises;
    /// neither describes a thing.
    private static let wordless: Set<String> = [
        "a", "ah", "aw", "bo", "ha", "hm", "ho", "huh", "m", "mh", "o", "oh", "ow", "uh", "who",
        "wo",
        "you", "bye", "thank", "thanks", "bep",
    ]
    /// Below it somebody surely speaks: a sentence is written several times over that was said once.
    private static let certain: Float = 0.1
    /// Words for each different one, from which on a long text is a loop. The published code compresses
    /// the text instead.
    private static let repetition = 4

    init(_ heard: Whisper.Hearing) {
        let best = heard.texts[0]
        let words = SpokenPhrase.words(best.text)
        let isMadeUp = heard.noSpeech > Self.noSpeech && best.logProbability < Self.unlikely
        let isLoop =
            heard.noSpeech > Self.certain && words.count >= 12
            && words.count >= Self.repetition * Set(words).count
        let least = Self.leastLikely.alone + Self.leastLikely.withSilence * heard.noSpeech
        let isWordless = words.allSatisfy { Self.wordless.contains(Self.withoutRuns($0)) }
        isSpeech = !isWordless && !isMadeUp && !isLoop && best.logProbability > least
    }

    private static func withoutRuns(_ word: String) -> String {
        word.reduce(into: "") { if $0.last != $1 { $0.append($1) } }
    }
}
