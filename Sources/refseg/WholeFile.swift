import Files
import Foundation
import Media

/// A file that is written whole or not at all.
enum WholeFile {
    /// - Throws: `MediaError.unwritable`.
    static func write(_ bytes: Data, to path: String) throws {
        do {
            try writeAtomically(bytes, to: path)
        } catch {
            throw MediaError.unwritable(path: path, reason: error.reason)
        }
    }

    /// Whether a file can be written, before the work whose result goes there.
    ///
    /// - Throws: `MediaError.unwritable`.
    static func check(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard access(folder.isEmpty ? "." : folder, W_OK) == 0 else {
            throw MediaError.unwritable(path: path, reason: systemReason())
        }
    }
}
