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
}
