import Foundation

@testable import Language

/// What Tests/Reference/make_bpe_fixture.py wrote.
enum BytePairFixture {
    /// A text as Hugging Face's tokenizer reads it.
    struct Case: Decodable {
        let text: String
        let ids: [Int32]
        /// Lengths of the words in Unicode scalars; absent where the text has special tokens.
        let words: [Int]?
    }

    /// Classes of all of Unicode as lengths of alternating runs, the first one outside.
    struct Classes: Decodable {
        let letters: [Int]
        let numbers: [Int]
        let spaces: [Int]
    }

    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/bpe/\(name)").path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try bytes(name)))
    }

    static func vocabulary() throws -> BytePairVocabulary {
        try BytePairVocabulary(vocabulary: path("vocab.json"), merges: path("merges.txt"))
    }

    /// Runs `body` in a folder of its own, which is gone afterwards.
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "bpe-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
