import Testing

@testable import Speech

/// From what is written to what is asked.
@Suite struct SpokenPhraseTests {
    @Test(arguments: [
        (" The red car on the left.", "the red car on the left"),
        ("\"A man's T-shirt!\" ", "a man's t-shirt"),
        ("2 dogs and 21 cats", "two dogs and twenty-one cats"),
        ("room 101, 7th floor", "room 101 7th floor"), ("It’s — a   boat…", "it's a boat"),
        ("the dog the dog running the dog the dog running", "the dog the dog running"),
        ("a white puppy running, a white puppy running, a white puppy", "a white puppy running"),
        ("boat boat", "boat boat"), ("Boat. Boat. Boat.", "boat"), ("...", ""),
        ("black bird, black bird, black bird", "black bird"),
        ("black bird black bird", "black bird black bird"),
    ])
    func transcript(_ written: String, _ expected: String) {
        #expect(SpokenPhrase.transcript(written) == expected)
    }

    @Test(arguments: [
        ("uh the dog on the left", "the dog on the left"),
        ("please show me the brown dog", "the brown dog"),
        ("can you find the man with um a hat please", "the man with a hat"),
        ("could you please point to a boat", "a boat"), ("find the cyclists", "the cyclists"),
        ("show me dogs", "dogs"),
        ("where is the second bear from the left", "the second bear from the left"),
        ("okay the red bus", "the red bus"), ("i'm looking for penguins", "penguins"),
        // Descriptions that only begin like requests.
        ("mask on the wall", "mask on the wall"), ("track in the snow", "track in the snow"),
        ("mark running", "mark running"), ("well behind the house", "well behind the house"),
        ("dogs", "dogs"), ("please", "please"), ("um", "um"), ("show me", "show me"),
        ("the man who wants to find the dog", "the man who wants to find the dog"),
    ])
    func query(_ transcript: String, _ expected: String) {
        #expect(SpokenPhrase.query(transcript) == expected)
    }

    @Test func numbersBelowAHundred() {
        #expect(SpokenPhrase.number("0") == "zero" && SpokenPhrase.number("40") == "forty")
        #expect(
            SpokenPhrase.number("99") == "ninety-nine" && SpokenPhrase.number("13") == "thirteen")
        #expect(SpokenPhrase.number("100") == nil && SpokenPhrase.number("a") == nil)
    }

    @Test func textsThatAreAlikeAreOne() {
        let texts = [("a dog", 0.5), ("the dog", 0.2), ("a dog", 0.2), ("", 0.1)].map {
            HeardText(text: $0.0, share: Float($0.1))
        }
        #expect(HeardText.merged(texts).map(\.text) == ["a dog", "the dog"])
        #expect(HeardText.merged(texts).first?.share == 0.7)
    }
}
