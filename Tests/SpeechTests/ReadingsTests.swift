import Language
import Testing

@testable import Speech

/// Which of several texts is taken for what was said.
@Suite struct ReadingsTests {
    private func read(_ texts: [(String, total: Float, tokens: Int)]) throws -> [Readings.Reading] {
        let best = texts.map { Whisper.Hearing.Text(text: $0, total: $1, tokens: $2) }
            .sorted { $0.logProbability > $1.logProbability }
        return Readings(best, phrases: try PhraseModel()).all
    }

    @Test func whatPeopleSayOfThingsIsLikelier() throws {
        let heard = try read([
            (" A boss in the street.", -2.0, 7), (" a bus in the street.", -2.8, 7),
        ])
        #expect(heard.map(\.text) == ["a bus in the street", "a boss in the street"])
        #expect(abs(heard[0].mean + 0.4) < 1e-6)
        #expect(abs(heard[0].share + heard[1].share - 1) < 1e-6 && heard[0].share > heard[1].share)
    }

    @Test func whatWasClearlySaidStays() throws {
        let heard = try read([
            (" A boss in the street.", -1.0, 7), (" a bus in the street.", -7.0, 7),
        ])
        #expect(heard[0].text == "a boss in the street")
    }

    /// Neither text is a description, so that the list of phrases has no say.
    @Test func otherSentencesAreLeftToWhisper() throws {
        let (one, other) = (
            "she had your dark suit in greasy wash water",
            "she had your dog suit in greasy wash water"
        )
        let heard = try read([(one, -3.0, 12), (other, -3.2, 12)])
        #expect(heard[0].text == one)
        #expect(abs(heard[1].share / heard[0].share - 0.8187) < 1e-3)
    }

    @Test func oneTextInSeveralWritingsCountsOnce() throws {
        let heard = try read([(" The dog.", -1.0, 4), (" the dog", -2.0, 3), ("the dog!", -3.0, 4)])
        #expect(heard.map(\.text) == ["the dog"] && heard[0].share == 1)
    }

    @Test(arguments: [
        (" two girls, two girls.", " two girls."), (" bear bear bear bear bear.", " bear."),
    ])
    func repetitionsAreNotPreferred(_ twice: String, _ once: String) throws {
        let heard = try read([(twice, -1.0, 8), (once, -2.0, 4)])
        #expect(heard.first?.text == SpokenPhrase.transcript(once))
    }

    /// Its sum is larger because it says less.
    @Test func halfASentenceIsNoRival() throws {
        let heard = try read([
            ("the man in the black shirt on the left of the picture.", -4.0, 14),
            ("the man.", -3.0, 4),
        ])
        #expect(heard.map(\.text) == ["the man in the black shirt on the left of the picture"])
    }

    @Test func marksAloneAreNoText() throws {
        #expect(try read([(" ...", -1.0, 2), (" ♪", -1.5, 2)]).isEmpty)
    }
}
