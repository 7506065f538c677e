import Testing

@testable import Speech

/// What is taken for speech: the text, its mean log-probability, and the probability that nobody speaks,
/// mostly as Whisper gave them for recordings.
@Suite struct SpeechCheckTests {
    private func isSpeech(
        _ text: String, _ mean: Float, _ noSpeech: Float, _ limits: SpeechLimits = .published
    ) -> Bool {
        SpeechCheck(
            Whisper.Hearing(
                texts: [.init(text: text, total: 4 * mean, tokens: 4)], noSpeech: noSpeech,
                language: nil), limits
        ).isSpeech
    }

    @Test(
        arguments: [
            (" The dog.", -0.3, 0.02), (" the flamingo in front", -1.45, 0.05),
            (" Dogs.", -0.9, 0.3), (" T-shirt.", -0.3, 0.02),
            (" you in the white shirt", -0.5, 0.1), (" a woman", -0.2, 0.6), (" a ham", -0.4, 0.1),
            (
                " the flamingo in front. the flamingo in front. the flamingo in front. the flamingo in front.",
                -0.2, 0.01
            ),
        ] as [(String, Float, Float)])
    func somebodySpeaks(_ text: String, _ mean: Float, _ noSpeech: Float) {
        #expect(isSpeech(text, mean, noSpeech))
    }

    @Test("a taught model's silence counts for more")
    func taught() throws {
        let limits = try #require(SpeechLimits("0.3 -0.4 -1.2 1.5"))
        // A piano, a horn, a plug; somebody in a crowd.
        for (text, mean, noSpeech) in [
            (" You can do it.", -1.29, 0.1), (" Cat.", -1.1, 0.1), (" Boop boop it.", -0.46, 0.4),
        ] as [(String, Float, Float)] {
            #expect(isSpeech(text, mean, noSpeech))
            #expect(!isSpeech(text, mean, noSpeech, limits))
        }
        #expect(isSpeech(" The boat.", -0.94, 0.07, limits))
        #expect(isSpeech(" The boat.", -0.22, 0.28, limits))
        for text in ["", "0.3 -0.4 -1.2", "a b c d", "1 2 3 4 5", "1 2 3 nan"] {
            #expect(SpeechLimits(text) == nil, "\(text)")
        }
    }

    /// Cats, cows, a horn, a piano, engines; a loop.
    @Test(
        arguments: [
            (" Ooh! Ooh! Ooh!", -0.59, 0.45), (" M M", -1.3, 0.47), (" BOOO! WOOO!", -0.9, 0.3),
            (" Beep. ha!", -0.9, 0.3), (" Bye!", -0.3, 0.31), (" Um.", -0.2, 0.02),
            (" Woo-hoo-hoo-hoo!", -0.3, 0.05),
            (" Thank you.", -0.83, 0.19), (" you", -1.46, 0.49), (" M... M...", -1.38, 0.37),
            (" the sound of the wind", -1.2, 0.4), (" a dog", -0.6, 0.7), (" ...", -0.1, 0.1),
            (" a boy a boy a boy a boy a boy a boy a boy a boy", -0.1, 0.3),
        ] as [(String, Float, Float)])
    func nobodySpeaks(_ text: String, _ mean: Float, _ noSpeech: Float) {
        #expect(!isSpeech(text, mean, noSpeech))
    }
}
