import Testing

@testable import Language

@Suite struct TextPreparationTests {
    @Test func rawTextStaysAsItIs() throws {
        let text = "  A\tRed  cafe\u{301} "
        #expect(Array(TextPreparation.raw(text).utf8) == Array(text.utf8))
        #expect(try Array(QueryText(text, preparation: .raw).text.utf8) == Array(text.utf8))
        #expect(throws: QueryError.empty) { try QueryText("  ", preparation: .raw) }
    }

    @Test func theEndOfASentenceIsNoPartOfADescription() throws {
        for typed in ["the dog.", "the dog?", "the dog !?", " the dog…"] {
            #expect(try QueryText(typed).text == "the dog", "\(typed)")
        }
        #expect(try QueryText("no. 5").text == "no. 5")
        #expect(try QueryText("the dog.", preparation: .raw).text == "the dog.")
        for typed in ["...", "'", "- !", "«»"] {
            #expect(throws: QueryError.empty) { try QueryText(typed) }
        }
    }

    @Test func lowerCaseIsThatOfThePublishedCode() throws {
        let pairs = try BytePairFixture.decode([[String]].self, "lowercase.json")
        #expect(pairs.count > 60)
        for pair in pairs {
            #expect(
                Array(TextPreparation.lowercased(pair[0]).unicodeScalars)
                    == Array(pair[1].unicodeScalars), "\(pair[0])")
        }
        #expect(try QueryText(" A  Red\tCar ", preparation: .lowercased).text == "a red car")
    }
}
