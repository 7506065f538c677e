import Testing

@testable import Language

@Suite struct PreTokenizerTests {
    private func words(_ text: String) -> [String] {
        PreTokenizer.words(Substring(text).unicodeScalars).map { String(Substring($0)) }
    }

    @Test(arguments: [
        ("", []), (" ", [" "]), ("a red car", ["a", " red", " car"]),
        ("a  red   car  ", ["a", " ", " red", "  ", " car", "  "]),
        ("don't we'll 'x", ["don", "'t", " we", "'ll", " '", "x"]),
        ("DON'T", ["DON", "'", "T"]), ("car12.5m", ["car", "12", ".", "5", "m"]),
        ("a\n\nb\n", ["a", "\n", "\n", "b", "\n"]), ("\u{3000}a", ["\u{3000}", "a"]),
        ("a\u{1c}b", ["a", "\u{1c}", "b"]), ("cafe\u{301}", ["cafe", "\u{301}"]),
    ])
    func textsAreSplitAsGPT2Does(_ text: String, _ expected: [String]) {
        #expect(
            words(text).map { Array($0.unicodeScalars) }
                == expected.map { Array($0.unicodeScalars) })
    }

    @Test func trickyTextsAreSplitAsTheReferenceDoes() throws {
        let cases = try BytePairFixture.decode([BytePairFixture.Case].self, "cases.json")
        var compared = 0
        for example in cases {
            guard let expected = example.words else { continue }
            #expect(words(example.text).map(\.unicodeScalars.count) == expected, "\(example.text)")
            compared += 1
        }
        #expect(compared > 150)
    }

    /// The reference knows Unicode 16, so only scalars that were given their meaning later may differ.
    @Test func everyScalarHasTheClassOfTheReference() throws {
        let classes = try BytePairFixture.decode(BytePairFixture.Classes.self, "classes.json")
        var expected = [PreTokenizer.Kind](repeating: .other, count: 0x110000)
        for (runs, kind) in [
            (classes.letters, PreTokenizer.Kind.letter), (classes.numbers, .number),
            (classes.spaces, .space),
        ] {
            var (start, inside) = (0, false)
            for length in runs {
                if inside { for value in start..<start + length { expected[value] = kind } }
                (start, inside) = (start + length, !inside)
            }
        }
        var later = 0
        for value in UInt32(0)..<0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if PreTokenizer.kind(scalar) == expected[Int(value)] { continue }
            let age = scalar.properties.age ?? (0, 0)
            #expect(age.major >= 17, "U+\(String(value, radix: 16)), Unicode \(age)")
            later += 1
        }
        #expect(later < 10_000)
        let spaces = (UInt32(0)..<0x110000).filter { expected[Int($0)] == .space }
        #expect(
            spaces == [
                0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002,
                0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
                0x202f, 0x205f, 0x3000,
            ])
    }
}
