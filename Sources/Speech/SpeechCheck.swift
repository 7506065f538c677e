/// Whether somebody spoke: Whisper writes a sentence for any sound, but tells by its own probabilities
/// when it makes one up (Radford et al., arXiv:2212.04356, 4.5).
struct SpeechCheck {
    let isSpeech: Bool

    /// Voices without words, letters that follow themselves written once, and what Whisper writes of noises;
    /// neither describes a thing.
    private static let wordless: Set<String> = [
        "a", "ah", "aw", "bo", "ha", "hm", "ho", "huh", "m", "mh", "o", "oh", "ow", "uh", "who",
        "wo",
        "you", "bye", "thank", "thanks", "bep", "yay", "yeah", "whoa", "bop", "okay",
    ]
    /// Words for each different one, from which on a long text is a loop. The published code compresses
    /// the text instead.
    private static let repetition = 4

    init(_ heard: Whisper.Hearing, _ limits: SpeechLimits = .published) {
        let best = heard.texts[0]
        let words = SpokenPhrase.words(best.text)
        let isMadeUp = heard.noSpeech > limits.noSpeech && best.logProbability < limits.unlikely
        // Where somebody surely speaks, a sentence that is written several times over was said once.
        let isLoop =
            heard.noSpeech > WhisperSearch.certain && words.count >= 12
            && words.count >= Self.repetition * Set(words).count
        let least = limits.leastLikely + limits.withSilence * heard.noSpeech
        let isWordless = words.flatMap { $0.split(separator: "-") }.allSatisfy {
            SpokenPhrase.hesitations.contains(String($0))
                || Self.wordless.contains(Self.withoutRuns($0))
        }
        isSpeech = !isWordless && !isMadeUp && !isLoop && best.logProbability > least
    }

    private static func withoutRuns(_ word: Substring) -> String {
        word.reduce(into: "") { if $0.last != $1 { $0.append($1) } }
    }
}
