import Foundation

/// Why a file gives no bytes; the caller's own error names the path.
package enum FileFailure: Error, Equatable, Sendable {
    case missing
    /// - `reason`: in words, such as "it is a folder" or what the system says.
    case unreadable(reason: String)
    case tooLarge(bytes: Int, limit: Int)
}

/// Why a file takes no bytes; the caller's own error names the path.
package struct WriteFailure: Error, Equatable, Sendable {
    /// What the system says, such as "No space left on device".
    package let reason: String
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
