import Foundation
import FuzzInput
import Language

/// Reads vocabularies: the bytes before a zero as vocab.json and those after it as merges.txt, or,
/// without a zero, all as tokenizer.json. Whatever can be read then splits a text.
@main
struct FuzzVocabulary {
    static func main() {
        exit(
            fuzz { bytes, count in
                let bytes = [UInt8](UnsafeBufferPointer(start: bytes, count: count))
                do {
                    let vocabulary: BytePairVocabulary
                    if let zero = bytes.firstIndex(of: 0) {
                        vocabulary = try BytePairVocabulary(
                            vocabulary: Array(bytes[..<zero]), vocabularyPath: "vocab.json",
                            merges: Array(bytes[(zero + 1)...]), mergesPath: "merges.txt")
                    } else {
                        vocabulary = try BytePairVocabulary(
                            tokenizerJSON: bytes, path: "tokenizer.json")
                    }
                    let tokenizer = BytePairTokenizer(vocabulary)
                    _ = try tokenizer.encode("a dog, on the grass's ground", maximumLength: 64)
                } catch {
                    precondition(error is TokenizerError, "\(error)")
                }
                return 0
            })
    }
}
