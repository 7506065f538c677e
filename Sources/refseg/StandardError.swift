import Files
import Foundation
import Logging

/// Lines for the person at the terminal; never mixed with results, which go to standard output.
enum StandardError {
    /// Where it cannot be written, nobody reads it, and the work goes on.
    static func write(_ text: String) {
        let bytes = Array(text.legiblePath.utf8)
        _ = bytes.withUnsafeBytes { writeAll($0, to: STDERR_FILENO) }
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Shows the library's log as `Warning: …` lines on standard error.
///
/// The environment variable `REFSEG_LOG` (`debug`, `info`, …) lowers the level.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let label = event.level == .warning ? "Warning" : event.level.rawValue.capitalized
        StandardError.write("\(label): \(event.message)\n")
    }

    /// The program's logger; `quiet` leaves errors only.
    static func logger(quiet: Bool) -> Logger {
        let asked = ProcessInfo.processInfo.environment["REFSEG_LOG"]
            .flatMap(Logger.Level.init(rawValue:))
        return Logger(label: "refseg") { _ in
            StandardErrorLog(logLevel: quiet ? .error : asked ?? .warning)
        }
    }
}
