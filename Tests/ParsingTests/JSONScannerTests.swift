import Testing

@testable import Parsing

@Suite struct JSONScannerTests {
    /// Reads a text with `read`, demanding that nothing follows.
    private func scan<Value>(
        _ text: String, _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        try scan(Array(text.utf8), read)
    }

    private func scan<Value>(
        _ bytes: [UInt8], _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            let value = try read(&scanner)
            try scanner.end()
            return value
        }
    }

    @Test func objectsGiveTheirMembersInOrderRepeatedOnesToo() throws {
        var seen: [String] = []
        try scan(#" { "a" : 1 , "b":[2, 3 ],"a":{} } "#) { scanner in
            try scanner.object { scanner, key in
                seen.append(key)
                try scanner.skip()
            }
        }
        #expect(seen == ["a", "b", "a"])
    }

    @Test func everyKindIsToldByItsFirstByte() throws {
        var kinds: [JSONScanner.Kind] = []
        try scan(#"[{}, [], "", -1, true, false, null]"#) { scanner in
            try scanner.array {
                kinds.append(try $0.kind())
                try $0.skip()
            }
        }
        #expect(kinds == [.object, .array, .string, .number, .boolean, .boolean, .null])
    }

    @Test(arguments: [
        ("0", 0.0), ("-0", 0), ("12", 12), ("-12.5", -12.5), ("1e3", 1000), ("1.25E-2", 0.0125),
        ("1E+2", 100), ("9007199254740993", 9007199254740992), ("1e-999", 0),
    ])
    func numbersAreRead(_ text: String, _ expected: Double) throws {
        #expect(try scan(text) { try $0.number() } == expected)
    }

    @Test(arguments: [
        "", "-", "01", "-01", ".5", "1.", "1e", "1e+", "+1", "0x10", "NaN", "Infinity",
        "-Infinity", "1e999", "1 2", "1,",
    ])
    func whatIsNoNumberIsRefused(_ text: String) {
        #expect(throws: JSONScanner.Failure.self) { try scan(text) { try $0.number() } }
    }

    @Test func notANumberIsNamed() {
        #expect(throws: JSONScanner.Failure(position: 1, found: "NaN", expected: "a number")) {
            try scan("[NaN]") { scanner in
                try scanner.array { _ = try $0.number() }
            }
        }
        #expect(throws: JSONScanner.Failure(position: 1, found: "NaN", expected: "a value")) {
            try scan("[NaN]") { try $0.skip() }
        }
    }

    @Test func wholeNumbersFitTheMachine() throws {
        #expect(try scan("[0, 7, 9223372036854775807]") { try $0.wholeNumbers() } == [0, 7, .max])
        for text in ["[9223372036854775808]", "[-1]", "[1.5]", "[01]", "[1", "[1,]", "[1 2]"] {
            #expect(throws: JSONScanner.Failure.self) {
                try scan(text) { try $0.wholeNumbers() }
            }
        }
    }

    @Test(arguments: [
        (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u00e9\u4e2d\ud83d\ude97""#, "é中🚗"), (#""é中🚗""#, "é中🚗"), (#""\u0000""#, "\0"),
    ])
    func stringsAreRead(_ text: String, _ expected: String) throws {
        #expect(try scan(text) { try $0.string() } == expected)
    }

    @Test(arguments: [
        #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud83d""#, #""\ude97""#, #""\ud83dx""#,
        #""\ud83d\u0041""#, "\"\n\"", "'a'", "a",
    ])
    func whatIsNoStringIsRefused(_ text: String) {
        #expect(throws: JSONScanner.Failure.self) { try scan(text) { try $0.string() } }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f]] {
            #expect(throws: JSONScanner.Failure.self) {
                try scan([0x22] + bytes + [0x22]) { try $0.string() }
            }
        }
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF, 0x7B, 0x7D]
        #expect(
            throws: JSONScanner.Failure(
                position: 0, found: "a byte order mark", expected: "an object")
        ) {
            try scan(marked) {
                try $0.object {
                    try $0.skip(); _ = $1
                }
            }
        }
    }

    @Test func nestingHasAnEnd() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        try scan(nested(JSONScanner.deepest)) { try $0.skip() }
        #expect(throws: JSONScanner.Failure.self) {
            try scan(nested(JSONScanner.deepest + 1)) { try $0.skip() }
        }
        #expect(throws: JSONScanner.Failure.self) {
            try scan(String(repeating: "[{\"a\":", count: 1_000_000)) { try $0.skip() }
        }
    }

    @Test func everyCutOfASoundTextIsRefused() throws {
        let sound = Array(#"{"a": [1.5e3, "xé\u00e9", true, null], "b": {"c": false}}"#.utf8)
        try scan(sound) { try $0.skip() }
        for count in sound.indices {
            #expect(throws: JSONScanner.Failure.self) {
                try scan(Array(sound.prefix(count))) { try $0.skip() }
            }
        }
    }

    @Test func aByteOrderMarkBeforeTheValueIsPassedOver() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array("[1]".utf8)
        var numbers: [Int] = []
        try JSONScanner.whole(bytes) { scanner in
            try scanner.array { numbers.append(try $0.wholeNumber()) }
        }
        #expect(numbers == [1])
    }
}
