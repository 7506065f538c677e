import Foundation
import Testing
import ShippedFiles

@testable import Language

@Suite struct SentencePieceTokenizerTests {
    private let tiny = TinyModel()

    private func tokenizer() throws -> SentencePieceTokenizer {
        try SentencePieceTokenizer(bytes: tiny.serialized, path: "tiny.model")
    }

    @Test func wordsStandBetweenBeginAndEnd() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.vocabularySize == 4 + 256 + tiny.words.count)
        let ids = tokenizer.encode("blue car on the grass", maximumLength: 20)
        let words = ["▁blue", "▁car", "▁on", "▁the", "▁grass"].compactMap(tiny.id)
        #expect(ids == [0] + words + [2])
        #expect(tokenizer.decode(ids) == "blue car on the grass")
        #expect(tokenizer.foreignShare(ids) == 0)
    }

    @Test func longTextsLoseTheirLastPieces() throws {
        let tokenizer = try tokenizer()
        let whole = tokenizer.encode("blue car on the grass", maximumLength: 7)
        #expect(whole.count == 7)
        for length in 2...7 {
            let ids = tokenizer.encode("blue car on the grass", maximumLength: length)
            #expect(ids == Array(whole.prefix(length - 1)) + [2])
        }
        #expect(tokenizer.encode("", maximumLength: 5) == [0, 2])
    }

    @Test func foreignScriptsBecomeBytesAndComeBack() throws {
        let tokenizer = try tokenizer()
        let ids = tokenizer.encode("синяя машина", maximumLength: 100)
        #expect(tokenizer.foreignShare(ids) > 0.8)
        #expect(tokenizer.decode(ids) == "синяя машина")
        #expect(tokenizer.foreignShare(tokenizer.encode("", maximumLength: 5)) == 0)
    }

    @Test func idsOutsideTheVocabularyAreNoText() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.decode([-1]) == nil)
        #expect(tokenizer.decode([0, 100_000]) == nil)
        #expect(tokenizer.decode([]) == "")
        #expect(tokenizer.foreignShare([-5, 100_000]) == 1)
    }

    @Test func threadsShareOneTokenizer() async throws {
        let tokenizer = try tokenizer()
        let expected = tokenizer.encode("blue car on the grass", maximumLength: 20)
        let same = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).allSatisfy { _ in
                        tokenizer.encode("blue car on the grass", maximumLength: 20) == expected
                    }
                }
            }
            return await group.allSatisfy { $0 }
        }
        #expect(same)
    }

    @Test func damagedAndForeignModelsAreRefused() throws {
        let whole = tiny.serialized
        let cases: [(Data, String)] = [
            (Data(), "the file has 0 bytes"),
            (Data("not a model".utf8), ""), (whole.prefix(whole.count / 2 + 1), ""),
            (
                TinyModel(special: ["<unk>", "<s>", "</s>", "<pad>"]).serialized,
                "<s> has id 1, expected 0"
            ),
        ]
        for (bytes, reason) in cases {
            let error = #expect(throws: TokenizerError.self) {
                try SentencePieceTokenizer(bytes: bytes, path: "x.model")
            }
            let message = error?.description ?? ""
            #expect(message.hasPrefix("x.model: not a usable tokenizer (\(reason)"))
            #expect(
                message.hasSuffix(
                    "; expected a SentencePiece model whose first pieces are <s> <pad> </s> <unk>, "
                        + "so install refseg again"))
        }
        let error = #expect(throws: TokenizerError.self) {
            try SentencePieceTokenizer(file: URL(fileURLWithPath: "/nowhere/refseg.model"))
        }
        #expect(
            error?.description == "/nowhere/refseg.model: no such file; expected a SentencePiece "
                + "model, so install refseg again")
    }

    @Test(.enabled(if: (try? ShippedFiles.tokenizerModel()) != nil, "needs the trained model"))
    func theBundledModelKnowsPlainEnglish() throws {
        let tokenizer = try SentencePieceTokenizer()
        let ids = tokenizer.encode("the blue car on the grass", maximumLength: 40)
        #expect(ids.first == SentencePieceTokenizer.begin)
        #expect(ids.last == SentencePieceTokenizer.end)
        #expect(ids.count <= 10)
        #expect(tokenizer.decode(ids) == "the blue car on the grass")
        for text in ["草地上的蓝色汽车", "синяя машина", "La voiture bleue sur l'herbe", "der Hund links"] {
            let foreign = tokenizer.foreignShare(tokenizer.encode(text, maximumLength: 80))
            #expect(foreign > SentencePieceTokenizer.foreignLimit, "\(text)")
        }
        for text in ["the woman in the black dress", "white dog running to the left", "a red bus."]
        {
            let foreign = tokenizer.foreignShare(tokenizer.encode(text, maximumLength: 80))
            #expect(foreign < 0.4, "\(text)")
        }
        #expect(ids.allSatisfy { (0..<Int32(tokenizer.vocabularySize)).contains($0) })
    }
}
