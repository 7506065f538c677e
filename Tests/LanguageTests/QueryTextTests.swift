import Testing

@testable import Language

@Suite struct QueryTextTests {
    @Test(arguments: [
        ("blue car", "blue car"), ("  blue \t car  ", "blue car"),
        ("blue\u{a0}\u{2003}car", "blue car"), ("\u{feff}blue car", "blue car"),
        ("cafe\u{301} table", "café table"), ("синяя машина", "синяя машина"), ("🚗", "🚗"),
        ("2", "2"),
        (String(repeating: "a", count: 1_000), String(repeating: "a", count: 1_000)),
    ])
    func textIsTidied(_ typed: String, _ tidy: String) throws {
        #expect(try QueryText(typed).text == tidy)
    }

    @Test(arguments: [
        ("", QueryError.empty), ("   ", .empty), ("\u{a0}\u{3000}", .empty), ("\t", .empty),
        ("\u{200b}\u{200d}", .empty), ("\u{feff}", .empty),
        (String(repeating: "a", count: 1_001), .tooLong(characters: 1_001)),
        (String(repeating: "blue ", count: 2_000), .tooLong(characters: 9_999)),
        ("a" + String(repeating: "\u{316}", count: 10_000), .tooLong(characters: 10_001)),
        ("blue\u{7}car", .controlCharacter(code: 7, position: 5)),
        ("\u{1b}[31mcar", .controlCharacter(code: 0x1b, position: 1)),
        ("car\u{0}", .controlCharacter(code: 0, position: 4)),
        ("blue\ncar", .controlCharacter(code: 10, position: 5)),
        ("\u{7f}", .controlCharacter(code: 0x7f, position: 1)),
        ("\u{9b}", .controlCharacter(code: 0x9b, position: 1)),
    ])
    func textThatIsNoQueryIsRefused(_ typed: String, _ expected: QueryError) {
        #expect(throws: expected) { try QueryText(typed) }
    }

    @Test func everyRefusalIsOneSentence() {
        let sentences: [(QueryError, String)] = [
            (
                .empty,
                "query: it is empty; expected a description of an object, "
                    + "such as \"blue car on the grass\""
            ),
            (
                .tooLong(characters: 10_000),
                "query: it has 10000 characters; expected at most 1000, "
                    + "so describe the object in one sentence"
            ),
            (
                .controlCharacter(code: 7, position: 5),
                "query: character 5 is the control character U+0007; expected plain text, "
                    + "so type the query again without it"
            ),
            (
                .controlCharacter(code: 0x1b, position: 1),
                "query: character 1 is the control character U+001B; expected plain text, "
                    + "so type the query again without it"
            ),
        ]
        for (error, sentence) in sentences {
            #expect(error.description == sentence)
            #expect(error.localizedDescription == sentence)
        }
    }
}
