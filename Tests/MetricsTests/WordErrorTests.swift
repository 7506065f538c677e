import Metrics
import Testing

@Suite("Word errors")
struct WordErrorTests {
    @Test(
        "the least number of words to replace, leave out or add",
        arguments: [
            ("the red car", "the red car", 0, 3),
            ("The RED car, (left)!", "the red car left", 0, 4),
            ("the red car", "the car", 1, 3), ("the car", "the red car", 1, 2),
            ("the red car", "a red cat", 2, 3), ("a b c d", "b c d a", 2, 4),
            ("the man's hat", "the man’s hat", 0, 3), ("the 'big' dog", "the big dogs", 1, 3),
            ("half-open door", "half open door", 0, 3), ("café", "cafe", 1, 1),
            ("two words", "", 2, 2), ("", "two words", 2, 0), ("...", "", 0, 0),
        ])
    func counted(_ said: String, _ heard: String, _ errors: Int, _ words: Int) {
        let found = WordErrors(said: said, heard: heard)
        #expect(found.errors == errors)
        #expect(found.words == words)
        #expect(found.rate == (words == 0 ? nil : Double(errors) / Double(words)))
    }

    @Test("sentences together weigh by their words")
    func summed() {
        let sum =
            WordErrors(said: "a b c", heard: "a b") + WordErrors(said: "d", heard: "d") + .none
        #expect(sum.errors == 1)
        #expect(sum.rate == 0.25)
    }
}
