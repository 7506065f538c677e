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
    func send(_ line: String) throws { try send(Data((line + "\n").utf8)) }

    /// Sends bytes as they are.
    ///
    /// - Throws: `Closed`.
    func send(_ bytes: Data) throws {
        guard bytes.withUnsafeBytes({ writeAll($0, to: STDOUT_FILENO) }) else {
            throw Closed(reason: systemReason())
        }
    }

    /// Sends what was printed and still waits.
    ///
    /// - Throws: `Closed`; not where whoever read it has read enough.
    static func flush() throws {
        guard fflush(nil) != 0, errno != EPIPE else { return }
        throw Closed(reason: systemReason())
    }
}
