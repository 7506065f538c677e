import Testing

@testable import Parsing

@Suite struct CommaSeparatedTests {
    private func rows(_ text: String) throws -> [[String]] {
        try CommaSeparated.rows(Array(text.utf8)).map(\.fields)
    }

    @Test(arguments: [
        ("", []), ("\n\r\n\n", []), ("a,b", [["a", "b"]]), ("a,b\n", [["a", "b"]]),
        ("a,b\r\nc,\r\n", [["a", "b"], ["c", ""]]), (",", [["", ""]]),
        ("v,0,\"red, left\"\n", [["v", "0", "red, left"]]),
        ("\"say \"\"hi\"\"\",b", [["say \"hi\"", "b"]]), ("a\"b,c", [["a\"b", "c"]]),
        ("\"a\nb\",c\nd", [["a\nb", "c"], ["d"]]), ("\u{feff}a,b", [["a", "b"]]),
        ("\"a\"b,c", [["ab", "c"]]), ("é,\"🚗\"", [["é", "🚗"]]),
    ])
    func fieldsAreSplit(_ text: String, _ expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test func rowsKnowTheirLines() throws {
        let rows = try CommaSeparated.rows(Array("a\n\n\"b\nc\"\nd\r\n".utf8))
        #expect(rows.map(\.line) == [1, 3, 5])
    }

    @Test func whatCannotBeReadIsRefusedWithItsLine() {
        #expect(throws: CommaSeparated.Failure.encoding(line: 2)) {
            try CommaSeparated.rows([0x61, 0x0A, 0xE9, 0x0A])
        }
        #expect(throws: CommaSeparated.Failure.openQuote(line: 3)) {
            try CommaSeparated.rows(Array("a\nb\n\"c,d\ne".utf8))
        }
    }
}
