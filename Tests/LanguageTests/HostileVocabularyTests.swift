import Foundation
import Testing

@testable import Language

/// Files that are damaged, or of other tokenizers, are refused with the place.
@Suite struct HostileVocabularyTests {
    private static let bytes = ByteSymbols.characters.map { String(Character($0)) }

    /// `vocab.json` of some tokens in the order of their ids.
    private func json(_ tokens: [String]) throws -> String {
        let pairs = try tokens.enumerated().map { id, token in
            "\(String(decoding: try JSONEncoder().encode(token), as: UTF8.self)):\(id)"
        }
        return "{\(pairs.joined(separator: ","))}"
    }

    private func complaint(_ vocabulary: String, merges: String = "") -> String? {
        let error = #expect(throws: TokenizerError.self) {
            try BytePairVocabulary(
                vocabulary: Array(vocabulary.utf8), vocabularyPath: "vocab.json",
                merges: Array(merges.utf8), mergesPath: "merges.txt")
        }
        return error?.description
    }

    private let wayOut = "; copy the vocabulary files of roberta-base again"

    @Test func vocabulariesAreChecked() throws {
        let sound = ["<s>", "<pad>", "</s>", "<unk>"] + Self.bytes
        let cases: [(String, String)] = [
            ("", "byte 0: found the end, expected an object"),
            ("[]", "byte 0: found \"[\", expected an object"),
            ("{\"a\": NaN}", "byte 6: found NaN, expected a whole number"),
            ("{\"a\": \"0\"}", "byte 6: found \"\"\", expected a whole number"),
            ("{\"a\": -1}", "byte 6: found \"-\", expected a whole number"),
            (
                "{\"a\": 99999999999999999999}",
                "byte 6: found a number beyond 64 bits, expected a size"
            ),
            ("{\"a\": 0.5}", "byte 7: found \".\", expected a comma or the end of the object"),
            ("{\"a\": 0} x", "byte 9: found \"x\", expected the end of the file"),
            (
                "{\"a\": 0, \"b\": 0}",
                "vocabulary: found id 0 for \"a\" and \"b\", expected an id for each token"
            ),
            (
                "{\"a\": 0, \"b\": 2}",
                "vocabulary: found id 2 for \"b\", expected ids 0 to 1 without gaps for its 2 tokens"
            ),
            ("{}", "vocabulary, id 0: found nothing, expected <s>"),
            (
                try json(["<pad>", "<s>", "</s>", "<unk>"] + Self.bytes),
                "vocabulary, id 0: found \"<pad>\", expected <s>"
            ),
            (
                try json(Array(sound.dropLast())),
                "vocabulary: found no token \"ÿ\" for byte 255, expected all 256 bytes"
            ),
            (
                try json(sound + ["a"]),
                "vocabulary, id 260: found \"a\", which is id 101 too, expected another token"
            ),
            (
                try json(sound + ["日本"]),
                "vocabulary, id 260: found \"日本\", expected characters that stand for bytes"
            ),
            (
                try json(sound + [""]),
                "vocabulary, id 260: found \"\", expected characters that stand for bytes"
            ),
        ]
        for (text, expected) in cases {
            #expect(complaint(text) == "vocab.json: \(expected)\(wayOut)")
        }
    }

    @Test func mergesAreCheckedLineByLine() throws {
        let vocabulary = try json(["<s>", "<pad>", "</s>", "<unk>"] + Self.bytes + ["ab", "abc"])
        let expected = "expected two tokens with a space between them"
        let cases: [(String, String)] = [
            ("a b\nab\n", "line 2: found \"ab\", \(expected)"),
            ("#version: 0.2\na b\n\nab c\n", "line 3: found \"\", \(expected)"),
            ("#version: 0.2\r\na b\r\nab  c\r\n", "line 3: found \"ab  c\", \(expected)"),
            ("a b c\n", "line 1: found \"a b c\", \(expected)"),
            (" b\n", "line 1: found \" b\", \(expected)"),
            ("a b\nb c", "line 2: found \"bc\", expected tokens of the vocabulary"),
            ("a b\n\u{4e2d} c", "line 2: found \"\u{4e2d}\", expected tokens of the vocabulary"),
            ("#version\na b\nab c\na b\n", "line 4: found \"a b\" again, expected each pair once"),
            (
                String(repeating: "x", count: 1_000_000),
                "line 1: found \"\(String(repeating: "x", count: 40))\", \(expected)"
            ),
        ]
        for (text, expected) in cases {
            #expect(complaint(vocabulary, merges: text) == "merges.txt: \(expected)\(wayOut)")
        }
        let invalid = #expect(throws: TokenizerError.self) {
            try BytePairVocabulary(
                vocabulary: Array(vocabulary.utf8), vocabularyPath: "vocab.json",
                merges: [0x61, 0x20, 0xff], mergesPath: "merges.txt")
        }
        #expect(invalid?.description.hasPrefix("merges.txt: line 1: found") == true)
    }

    @Test func tokenizersThatTreatTextOtherwiseAreRefused() throws {
        let sound = String(
            decoding: try BytePairFixture.bytes("tokenizer-pairs.json"), as: UTF8.self)
        let cases: [(String, String, String)] = [
            ("\"type\":\"BPE\"", "\"type\":\"WordPiece\"", "model.type: found \"WordPiece\""),
            (
                "\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}",
                "normalizer: found one, expected none"
            ),
            (
                "\"pre_tokenizer\":{\"type\":\"ByteLevel\"",
                "\"pre_tokenizer\":{\"type\":\"Metaspace\"",
                "pre_tokenizer.type: found \"Metaspace\", expected \"ByteLevel\""
            ),
            (
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":false",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":true",
                "pre_tokenizer.add_prefix_space: found true, expected false"
            ),
            (
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":false", "{\"type\":\"ByteLevel\"",
                "pre_tokenizer.add_prefix_space: found nothing"
            ),
            ("\"pre_tokenizer\":", "\"other\":", "pre_tokenizer: found nothing"),
            ("\"dropout\":null", "\"dropout\":0.1", "model.dropout: found 0.1, expected none"),
            (
                "\"end_of_word_suffix\":\"\"", "\"end_of_word_suffix\":\"</w>\"",
                "model.end_of_word_suffix: found \"</w>\", expected none"
            ),
            (
                "\"byte_fallback\":false", "\"byte_fallback\":true",
                "model.byte_fallback: found true"
            ),
            ("\"ignore_merges\":false", "\"ignore_merges\":1", "model.ignore_merges: found number"),
            ("\"vocab\":", "\"other\":", "model.vocab: found nothing"),
            ("\"merges\":[", "\"merges\":[[\"a\"],", "model.merges[0]: found 1 parts"),
            ("\"merges\":[", "\"merges\":[\"a b c\",", "model.merges[0]: found 3 parts"),
            ("\"merges\":[", "\"merges\":[\"z q\",", "model.merges[0]: found \"zq\""),
            ("\"id\":0,", "\"id\":1,", "added_tokens: found \"<s>\" with id 1"),
            ("\"id\":0,", "\"id\":70000,", "added_tokens: found \"<s>\" with id 70000"),
            ("\"id\":0,", "", "added_tokens[0]: found no id or no content"),
            ("\"content\":\"<s>\"", "\"content\":\"a b\"", "added_tokens[0]: found \"a b\""),
            (
                "\"single_word\":false", "\"single_word\":true",
                "added_tokens[0].single_word: found true"
            ),
            ("\"version\":\"1.0\"", "\"model\":{}", "model.vocab: found nothing"),
        ]
        for (part, replacement, expected) in cases {
            let range = try #require(sound.range(of: part), "\(part)")
            let text = sound.replacingCharacters(in: range, with: replacement)
            let error = #expect(throws: TokenizerError.self) {
                try BytePairVocabulary(tokenizerJSON: Array(text.utf8), path: "t.json")
            }
            #expect(error?.description.hasPrefix("t.json: \(expected)") == true, "\(expected)")
        }
    }

    @Test func embeddedVocabulariesAreChecked() throws {
        let sound = try BytePairFixture.vocabulary().embedded
        let words = sound.split(separator: " ", omittingEmptySubsequences: false)
        for count in stride(from: 0, to: words.count, by: 37) {
            #expect(throws: TokenizerError.self) {
                try BytePairVocabulary(
                    embedded: words.prefix(count).joined(separator: " "), path: "w")
            }
        }
        for (place, replacement) in [
            (0, "other"), (1, "-1"), (1, "9223372036854775807"), (2, "x"), (3, "262145"),
        ] {
            var words = words
            words[place] = Substring(replacement)
            let error = #expect(throws: TokenizerError.self) {
                try BytePairVocabulary(embedded: words.joined(separator: " "), path: "w")
            }
            #expect(error?.description.hasPrefix("w: metadata tokenizer: found ") == true)
        }
        let special = 4 + (Int(words[1]) ?? 0)
        for replacement in ["-1", "0", "99999", "4!", "", "٣"] {
            var words = words
            words[special + 1] = Substring(replacement)
            let error = #expect(throws: TokenizerError.self) {
                try BytePairVocabulary(embedded: words.joined(separator: " "), path: "w")
            }
            #expect(
                error?.description == "w: metadata tokenizer: found \"\(replacement)\", expected "
                    + "the id of a special token\(wayOut)")
        }
    }

    /// Whatever the bytes are, a reader returns a vocabulary or a `TokenizerError`.
    @Test func flippedBytesNeverCrashTheReaders() throws {
        let vocabulary = try BytePairFixture.bytes("vocab.json")
        let merges = try BytePairFixture.bytes("merges.txt")
        let tokenizer = try BytePairFixture.bytes("tokenizer.json")
        for seed in 0..<120 {
            func damaged(_ bytes: [UInt8]) -> [UInt8] {
                var bytes = bytes
                for step in 1...3 {
                    let at = (seed &* 7_919 &* step &+ step) % bytes.count
                    bytes[at] ^= 1 << UInt8((seed + step) % 8)
                }
                return seed % 4 == 0 ? Array(bytes.prefix(bytes.count * seed / 120)) : bytes
            }
            do {
                _ = BytePairTokenizer(
                    try BytePairVocabulary(
                        vocabulary: damaged(vocabulary), vocabularyPath: "v", merges: merges,
                        mergesPath: "m"))
            } catch is TokenizerError {}
            do {
                _ = try BytePairVocabulary(
                    vocabulary: vocabulary, vocabularyPath: "v", merges: damaged(merges),
                    mergesPath: "m")
            } catch is TokenizerError {}
            do {
                _ = try BytePairVocabulary(tokenizerJSON: damaged(tokenizer), path: "t")
            } catch is TokenizerError {}
        }
    }
}
