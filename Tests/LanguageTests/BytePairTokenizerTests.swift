import Foundation
import Randomness
import Testing

@testable import Language

@Suite struct BytePairTokenizerTests {
    private func tokenizer() throws -> BytePairTokenizer {
        BytePairTokenizer(try BytePairFixture.vocabulary())
    }

    @Test func trickyTextsGetTheIdsOfTheReference() throws {
        let tokenizer = try tokenizer()
        let cases = try BytePairFixture.decode([BytePairFixture.Case].self, "cases.json")
        #expect(cases.count > 200)
        for example in cases {
            #expect(try tokenizer.encode(example.text) == example.ids, "\(example.text)")
        }
    }

    @Test func everyTextOfUnicodeComesBack() throws {
        let tokenizer = try tokenizer()
        var generator = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let text = generator.text()
            guard !text.contains("<") else { continue }
            let back = try #require(tokenizer.decode(tokenizer.tokens(text)))
            #expect(Array(back.utf8) == Array(text.utf8))
        }
        for value in UInt32(0)..<0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(Character(scalar))
            guard
                Array(tokenizer.decode(tokenizer.tokens(text))?.utf8 ?? "".utf8) == Array(text.utf8)
            else {
                Issue.record("U+\(String(value, radix: 16))")
                continue
            }
        }
    }

    @Test func specialTokensOfTheTextBecomeTheirIdsAndVanishAgain() throws {
        let tokenizer = try tokenizer()
        let mask = Int32(tokenizer.vocabularySize - 1)
        #expect(try tokenizer.encode("<s>  <mask><pad>") == [0, 0, mask, 1, 2])
        #expect(tokenizer.decode([0, 0, mask, 1, 2]) == "")
        #expect(tokenizer.decode([-1]) == nil)
        #expect(tokenizer.decode([mask + 1]) == nil)
        #expect(tokenizer.decode([]) == "")
        let car = tokenizer.tokens("\u{1F697}\u{1F697}")
        #expect(tokenizer.decode(car) == "\u{1F697}\u{1F697}")
        let bytes = [UInt8](0xF0...0xF4).map { byte in
            Int32(
                tokenizer.vocabulary.tokens.firstIndex(
                    of: String(Character(ByteSymbols.characters[Int(byte)]))) ?? -1)
        }
        #expect(tokenizer.decode(bytes) == "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}")
    }

    @Test func longTextsAreRefusedRatherThanCut() throws {
        let tokenizer = try tokenizer()
        let words = Array(repeating: "car", count: 600).joined(separator: " ")
        let count = tokenizer.tokens(words).count + 2
        #expect(throws: TokenizerError.tooManyTokens(found: count, limit: 512)) {
            try tokenizer.encode(words)
        }
        #expect(try tokenizer.encode(words, maximumLength: count).count == count)
        #expect(throws: TokenizerError.tooManyTokens(found: 5, limit: 4)) {
            try tokenizer.encode("a red car", maximumLength: 4)
        }
        #expect(try tokenizer.encode("a red car", maximumLength: 5).count == 5)
        #expect(
            TokenizerError.tooManyTokens(found: 600, limit: 512).description
                == "query: it has 600 tokens; expected at most 512, so describe the object in one "
                + "sentence")
    }

    @Test func aWordOfAHundredThousandLettersIsReadInAsManySteps() throws {
        let tokenizer = try tokenizer()
        for unit in ["a", "ab", "running", "🚗", "<", " ", "'s", "<s", "Σ"] {
            let text = String(repeating: unit, count: 100_000 / unit.unicodeScalars.count)
            #expect(tokenizer.decode(tokenizer.tokens(text)) == text)
        }
        let merges = BytePairMerges(tokenizer.vocabulary.merges)
        for unit in ["a", "ab", "running", "Σ"] {
            let letters = Array(repeating: tokenizer.tokens(unit), count: 20_000).flatMap(\.self)
            #expect(merges.counted(letters).looks <= 3 * letters.count, "\(unit)")
        }
    }

    @Test func mergesFollowTheirRanks() {
        // Tokens 0 a, 1 b, 2 c, 3 ab, 4 bc, 5 abc, 6 aa.
        let merges = BytePairMerges([
            .init(left: 1, right: 2, result: 4), .init(left: 0, right: 1, result: 3),
            .init(left: 3, right: 2, result: 5), .init(left: 0, right: 0, result: 6),
        ])
        #expect(merges([0, 1, 2]) == [0, 4])
        #expect(merges([0, 1, 0, 1, 2]) == [3, 0, 4])
        #expect(merges([0, 0, 0]) == [6, 0])
        #expect(merges([0, 0, 0, 0, 1]) == [6, 0, 3])
        #expect(merges([]) == [])
        #expect(merges([2]) == [2])
    }

    /// What the paper describes, one pass over the word for every merge.
    private func slowMerges(
        _ word: [Int32], _ merges: [BytePairVocabulary.Merge]
    ) -> [Int32] {
        var word = word
        while true {
            let found = merges.first { merge in
                zip(word, word.dropFirst()).contains { $0 == merge.left && $1 == merge.right }
            }
            guard let found else { return word }
            var joined: [Int32] = []
            var index = 0
            while index < word.count {
                if index + 1 < word.count, word[index] == found.left, word[index + 1] == found.right
                {
                    joined.append(found.result)
                    index += 2
                } else {
                    joined.append(word[index])
                    index += 1
                }
            }
            word = joined
        }
    }

    @Test func mergesAreThoseOfThePlainDefinition() throws {
        let vocabulary = try BytePairFixture.vocabulary()
        let tokenizer = BytePairTokenizer(vocabulary)
        var generator = SplitMix64(seed: 3)
        for _ in 0..<150 {
            let word = (0..<20).map { _ in
                ["a", "b", "c", "é", "日", "本", "🚗"].randomElement(using: &generator) ?? ""
            }.joined()
            for word in PreTokenizer.words(Substring(word).unicodeScalars) {
                let symbols = Substring(word).utf8.map { byte in
                    let symbol = String(Character(ByteSymbols.characters[Int(byte)]))
                    return Int32(vocabulary.tokens.firstIndex(of: symbol) ?? -1)
                }
                #expect(
                    tokenizer.tokens(String(Substring(word)))
                        == slowMerges(symbols, vocabulary.merges))
            }
        }
    }
}

extension SplitMix64 {
    /// Up to 40 characters from all planes.
    fileprivate mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &self) {
            let limit: UInt32 =
                [0x80, 0x3000, 0x10000, 0x110000].randomElement(using: &self) ?? 0x80
            let value = UInt32.random(in: 0..<limit, using: &self)
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
