import Foundation
import Testing

@testable import Language

@Suite struct BytePairVocabularyTests {
    @Test func allFormsOfOneVocabularyAreEqual() throws {
        let vocabulary = try BytePairFixture.vocabulary()
        #expect(vocabulary.tokens.count > 1_000)
        #expect(vocabulary.merges.count > 700)
        #expect(vocabulary.special.map(\.id) == [0, 1, 2, 3, Int32(vocabulary.tokens.count - 1)])
        #expect(vocabulary.special.map(\.takesSpaceBefore) == [false, false, false, false, true])
        for name in ["tokenizer.json", "tokenizer-pairs.json"] {
            let path = BytePairFixture.path(name)
            #expect(try BytePairVocabulary(tokenizerJSON: path) == vocabulary, "\(name)")
        }
        let text = vocabulary.embedded
        #expect(!text.contains { $0.isNewline })
        #expect(try BytePairVocabulary(embedded: text, path: "w.safetensors") == vocabulary)
        #expect(text.utf8.count < 40_000)
    }

    @Test func linesMayEndInCRLFAndTheVersionMayBeAbsent() throws {
        let vocabulary = try BytePairFixture.vocabulary()
        let tokens = try BytePairFixture.bytes("vocab.json")
        let text = String(decoding: try BytePairFixture.bytes("merges.txt"), as: UTF8.self)
        let body = String(text.drop { $0 != "\n" }.dropFirst())
        for other in [
            body, text.replacingOccurrences(of: "\n", with: "\r\n"), text + "\n\r\n\n",
            String(text.dropLast()),
        ] {
            let read = try BytePairVocabulary(
                vocabulary: tokens, vocabularyPath: "v", merges: Array(other.utf8), mergesPath: "m")
            #expect(read == vocabulary)
        }
        let bare = try BytePairVocabulary(
            vocabulary: tokens, vocabularyPath: "v", merges: [], mergesPath: "m")
        #expect(bare.merges.isEmpty)
    }

    @Test func theSearchTakesTheNamedFolderThenThatOfTheWeightsThenTheWeights() throws {
        try BytePairFixture.withFolder { folder in
            let vocabulary = try BytePairFixture.vocabulary()
            let other = try small()
            func copy(_ names: [String], to place: String) throws {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(place)", withIntermediateDirectories: true)
                for name in names {
                    try FileManager.default.copyItem(
                        atPath: BytePairFixture.path(name), toPath: "\(folder)/\(place)/\(name)")
                }
            }
            try copy(["vocab.json", "merges.txt"], to: "pair")
            try copy(["tokenizer.json"], to: "single")
            try copy([], to: "none")
            try copy(["vocab.json"], to: "half")
            func find(_ place: String, named: String? = nil, embedded: String? = nil) throws
                -> BytePairVocabulary
            {
                try .find(
                    beside: "\(folder)/\(place)/w.pth", directory: named.map { "\(folder)/\($0)" },
                    embedded: embedded)
            }
            for place in ["pair", "single"] {
                #expect(try find(place) == vocabulary)
                #expect(try find(place, embedded: other.embedded) == vocabulary)
                #expect(try find("none", named: place, embedded: other.embedded) == vocabulary)
            }
            #expect(try find("none", embedded: other.embedded) == other)
            #expect(try find("half", embedded: other.embedded) == other)

            let named = #expect(throws: TokenizerError.self) {
                try find("pair", named: "none", embedded: other.embedded)
            }
            #expect(
                named?.description
                    == "\(folder)/pair/w.pth: RoBERTa's vocabulary is not in \(folder)/none, which "
                    + "lacks vocab.json and merges.txt; expected the two files vocab.json and "
                    + "merges.txt of roberta-base, so put both into \(folder)/none")
            let beside = #expect(throws: TokenizerError.self) { try find("half") }
            #expect(
                beside?.description
                    == "\(folder)/half/w.pth: RoBERTa's vocabulary is not in \(folder)/half, which "
                    + "lacks merges.txt; expected the two files vocab.json and merges.txt of "
                    + "roberta-base, so put both into \(folder)/half, beside the weights, or name "
                    + "their folder with --tokenizer")
        }
    }

    @Test func filesThatCannotBeReadAreNamed() throws {
        let missing = #expect(throws: TokenizerError.self) {
            try BytePairVocabulary(vocabulary: "/nowhere/vocab.json", merges: "/nowhere/merges.txt")
        }
        #expect(
            missing?.description
                == "/nowhere/vocab.json: cannot be read (no such file); expected a "
                + "vocabulary file of roberta-base, so check the file and its permissions")
        #expect(
            throws: TokenizerError.unreadableVocabulary(
                path: "/dev/zero", reason: "it is not a regular file")
        ) { try BytePairVocabulary(tokenizerJSON: "/dev/zero") }
        try BytePairFixture.withFolder { folder in
            let path = folder + "/vocab.json"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            try #require(truncate(path, 17 << 20) == 0)
            #expect(
                throws: TokenizerError.unreadableVocabulary(
                    path: path, reason: "it has 17,825,792 bytes, and at most 16,777,216 are read")
            ) { try BytePairVocabulary(tokenizerJSON: path) }
        }
    }

    /// A vocabulary of the special tokens and all bytes.
    private func small(merges: [(String, String)] = []) throws -> BytePairVocabulary {
        let tokens =
            BytePairVocabulary.beginning + ByteSymbols.characters.map { String(Character($0)) }
        return try BytePairVocabulary(
            tokens: tokens, merges: merges, special: BytePairVocabulary.standardSpecial(tokens),
            from: .init(
                path: "v", tokensPlace: "vocabulary", mergePlace: { "merge \($0)" }, mergesPath: "m"
            ))
    }
}
