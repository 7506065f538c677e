import Language

extension HostileReader {
    /// The bytes before a zero as vocab.json and those after it as merges.txt, or, without a zero, all as
    /// tokenizer.json. What can be read then splits a text.
    static func readVocabulary(_ input: [UInt8]) throws {
        try refusing(TokenizerError.self) {
            let vocabulary: BytePairVocabulary
            if let zero = input.firstIndex(of: 0) {
                vocabulary = try BytePairVocabulary(
                    vocabulary: Array(input[..<zero]), vocabularyPath: "vocab.json",
                    merges: Array(input[(zero + 1)...]), mergesPath: "merges.txt")
            } else {
                vocabulary = try BytePairVocabulary(
                    tokenizerJSON: input, path: "tokenizer.json")
            }
            let tokenizer = BytePairTokenizer(vocabulary)
            _ = try tokenizer.encode("a dog, on the grass's ground", maximumLength: 64)
        }
    }
}
