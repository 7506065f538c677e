import Foundation

/// Why a list of words cannot be used.
package enum WordListError: Error, Equatable, Sendable {
    case unreadable(path: String, reason: String, expected: String)
    /// The first line does not fit what follows it.
    case damaged(path: String, found: String, expected: String)
}

extension WordListError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason, let expected):
            "\(path): cannot be read (\(reason)); expected \(expected) that comes with "
                + "refseg, so install refseg again"
        case .damaged(let path, let found, let expected):
            "\(path): line 1 is \"\(found)\"; expected \"\(expected)\", so install refseg again"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
