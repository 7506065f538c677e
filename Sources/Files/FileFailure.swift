import Foundation
import Parsing

/// Why a file gives no bytes; the caller's own error names the path.
package enum FileFailure: Error, Equatable, Sendable {
    case missing
    /// - `reason`: in words, such as "it is a folder" or what the system says.
    case unreadable(reason: String)
    case tooLarge(bytes: Int, limit: Int)

    /// In words, such as "it is a folder".
    package var reason: String {
        switch self {
        case .missing: "no such file"
        case .unreadable(let reason): reason
        case .tooLarge(let bytes, let limit):
            "it has \(bytes.grouped) bytes, and at most \(limit.grouped) are read"
        }
    }
}

/// Why a file takes no bytes; the caller's own error names the path.
package struct WriteFailure: Error, Equatable, Sendable {
    /// What the system says, such as "No space left on device".
    package let reason: String
}

/// What helps where a file cannot be opened or read for a reason in the system's words: its permissions are not
/// to blame where the program may have no more files open.
///
/// - `usual`: what helps otherwise.
package func wayToRead(after reason: String, usual: String) -> String {
    [EMFILE, ENFILE].contains { reason.hasSuffix(systemReason($0)) }
        ? "close other programs or raise the limits that ulimit -a shows, and try again" : usual
}

/// The system's words for the last failed call, e.g. `No space left on device`.
package func systemReason(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
}

/// The system's words inside an error of Foundation's, or else Foundation's own.
package func systemReason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    if let code = (underlying as? POSIXError)?.code { return systemReason(code.rawValue) }
    return (error as NSError).localizedDescription
}
