import Files
import Foundation

/// Why a tokenizer cannot be loaded or a text cannot be read.
package enum TokenizerError: Error, Equatable, Sendable {
    case missing(path: String)
    case damaged(path: String, reason: String)
    /// A checkpoint with RoBERTa's text encoder, and no vocabulary for it.
    ///
    /// - `isNamed`: whether the user named the folder.
    /// - `present`: which of the two files are there.
    case noVocabulary(weights: String, folder: String, isNamed: Bool, present: [String])
    case unreadableVocabulary(path: String, reason: String)
    /// A vocabulary file that is damaged, or of another kind of tokenizer.
    case badVocabulary(path: String, place: String, found: String, expected: String)
    case tooManyTokens(found: Int, limit: Int)
}

extension TokenizerError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .missing(let path):
            return "\(path): no such file; expected a SentencePiece model, so install refseg again"
        case .damaged(let path, let reason):
            return "\(path): not a usable tokenizer (\(reason)); expected a SentencePiece model "
                + "whose first pieces are <s> <pad> </s> <unk>, so install refseg again"
        case .noVocabulary(let weights, let folder, let isNamed, let present):
            let absent = BytePairVocabulary.fileNames.filter { !present.contains($0) }
                .joined(separator: " and ")
            return "\(weights): RoBERTa's vocabulary is not in \(folder), which lacks \(absent); "
                + "expected the two files vocab.json and merges.txt of roberta-base, so put both "
                + "into \(folder)"
                + (isNamed ? "" : ", beside the weights, or name their folder with --tokenizer")
        case .unreadableVocabulary(let path, let reason):
            return "\(path): cannot be read (\(reason)); expected a vocabulary file of "
                + "roberta-base, so "
                + wayToRead(after: reason, usual: "check the file and its permissions")
        case .badVocabulary(let path, let place, let found, let expected):
            return "\(path): \(place): found \(found), expected \(expected); copy the vocabulary "
                + "files of roberta-base again"
        case .tooManyTokens(let found, let limit):
            return "query: it has \(found) tokens; expected at most \(limit), so describe the "
                + "object in one sentence"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
