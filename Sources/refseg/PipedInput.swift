import ArgumentParser
import Files
import Foundation
import Media

/// An input that arrives on standard input (`-`): kept in a file while it is worked on, since films are read
/// more than once.
enum PipedInput {
    /// How a user names it.
    static let name = "-"
    /// The file, inside the output until that is complete.
    static let file = "standard-input"

    /// Whether nobody can have meant to send a film: a person would type it.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Reads all of it into a file of the output.
    ///
    /// - Throws: `OutputError.unwritable`, `MediaError.unreadable`.
    static func receive(into folder: OutputFolder) throws -> String {
        let path = folder.staged(file)
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable(folder) }
        defer { close(file) }
        try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { block in
            while true {
                let count = read(STDIN_FILENO, block.baseAddress, block.count)
                if count == 0 { return }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw MediaError.unreadable(path: path, reason: systemReason())
                }
                guard writeAll(UnsafeRawBufferPointer(rebasing: block[..<count]), to: file) else {
                    throw unwritable(folder)
                }
            }
        }
        return path
    }

    /// The error, speaking of standard input where it speaks of the file that nobody knows.
    static func naming(_ error: any Error, in folder: OutputFolder) -> any Error {
        let (sentence, path) = ("\(error)", folder.staged(file))
        guard sentence.contains(path) else { return error }
        let named = sentence.replacingOccurrences(of: path, with: "standard input")
        if error is ValidationError { return ValidationError(named) }
        return error is MediaError ? NamedError(description: named) : error
    }

    private struct NamedError: Error, CustomStringConvertible { let description: String }

    private static func unwritable(_ folder: OutputFolder) -> OutputError {
        .unwritable(path: folder.name, reason: systemReason())
    }
}
