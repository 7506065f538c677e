import Files
import Foundation

/// What is found, on standard output as JSON lines: every frame as soon as it is there, and at the end
/// one line with the rest of `result.json`.
struct ResultStream {
    /// Why nobody can be told any more.
    struct Closed: Error, CustomStringConvertible {
        let reason: String

        var description: String {
            "standard output: cannot be written (\(reason)); make room, or let the program that reads it "
                + "read to the end"
        }
    }

    /// Sends one line, and waits until it is taken.
    ///
    /// - Throws: `Closed`.
    func send(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard bytes.withUnsafeBytes({ writeAll($0, to: STDOUT_FILENO) }) else {
            throw Closed(reason: systemReason())
        }
    }
}
