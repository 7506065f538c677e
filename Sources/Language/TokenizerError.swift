import Foundation

/// Why a tokenizer cannot be loaded.
package enum TokenizerError: Error, Equatable, Sendable {
    case missing(path: String)
    case damaged(path: String, reason: String)
}

extension TokenizerError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file; expected a SentencePiece model, so install refseg again"
        case .damaged(let path, let reason):
            "\(path): not a usable tokenizer (\(reason)); expected a SentencePiece model whose first "
                + "pieces are <s> <pad> </s> <unk>, so install refseg again"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
