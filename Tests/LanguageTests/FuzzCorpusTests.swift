import Foundation
import Testing

@testable import Language

/// Inputs that `make fuzz` has found to take paths of their own through the readers of vocabularies.
@Suite("Vocabularies from fuzzing")
struct FuzzCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fuzzing/Corpus/Vocabulary")

    /// As Tests/Fuzzing/FuzzVocabulary reads its inputs.
    private func vocabulary(_ input: [UInt8]) throws -> BytePairVocabulary {
        guard let zero = input.firstIndex(of: 0) else {
            return try BytePairVocabulary(tokenizerJSON: input, path: "tokenizer.json")
        }
        return try BytePairVocabulary(
            vocabulary: Array(input[..<zero]), vocabularyPath: "vocab.json",
            merges: Array(input[(zero + 1)...]), mergesPath: "merges.txt")
    }

    @Test("are read or refused")
    func replay() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.folder, includingPropertiesForKeys: nil)
        var read = 0
        for file in files {
            let input = [UInt8](try Data(contentsOf: file))
            do {
                let tokenizer = BytePairTokenizer(try vocabulary(input))
                #expect(try tokenizer.encode("a dog", maximumLength: 64).count > 2)
                read += 1
            } catch {
                #expect(error is TokenizerError, "\(error)")
            }
        }
        #expect(read > 0 && read < files.count)
    }
}
