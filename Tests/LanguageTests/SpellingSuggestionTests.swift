import Testing

@testable import Language

@Suite("Spelling")
struct SpellingSuggestionTests {
    @Test(
        "an unknown word gets the nearest noun with classes",
        arguments: [
            ("a red sqirrel", "sqirrel", "squirrel"), ("the elefant", "elefant", "elephant"),
            ("two girafes on the left", "girafes", "giraffes"), ("a bicylce", "bicylce", "bicycle"),
            ("zebar in the grass", "zebar", "zebra"),
        ])
    func suggested(_ query: String, _ word: String, _ noun: String) throws {
        let found = SpellingSuggestion(for: query, in: try NounLexicon())
        #expect(found?.word == word)
        #expect(found?.noun == noun)
    }

    @Test(
        "known words, and those that are like nothing, get none",
        arguments: ["the man riding a brown horse", "qqqqqqq", "a xy", "dogs", "the 3 cats", ""])
    func none(_ query: String) throws {
        #expect(SpellingSuggestion(for: query, in: try NounLexicon()) == nil)
    }
}
