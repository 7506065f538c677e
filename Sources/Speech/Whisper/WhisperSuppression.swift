import Files
import Foundation
import Parsing

/// Tokens that a Whisper model is kept from writing: brackets, notes and other marks of what is not
/// speech, and special tokens (`suppress_tokens`, `begin_suppress_tokens` of the published settings).
package struct WhisperSuppression: Sendable, Equatable {
    /// Anywhere.
    package let always: [Int]
    /// As the first token: a space, and the end.
    package let first: [Int]

    /// The settings' files, and their keys in order of preference.
    private static let files = ["generation_config.json", "config.json"]
    private static let alwaysKeys = ["suppress_tokens", "suppress_ids"]
    private static let firstKeys = ["begin_suppress_tokens", "suppress_ids_begin"]

    /// Reads the settings beside a model; where there are none, special tokens alone are kept out.
    ///
    /// - Throws: `WhisperError.badSettings`.
    init(folder: String, _ vocabulary: WhisperVocabulary) throws {
        var (always, first): ([Int]?, [Int]?)
        for name in Self.files {
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let found = try Self.lists(path)
            always = always ?? Self.alwaysKeys.compactMap { found[$0] }.first
            first = first ?? Self.firstKeys.compactMap { found[$0] }.first
        }
        self.always = always ?? Array((vocabulary.end + 1)..<vocabulary.noTimes)
        self.first = first ?? [vocabulary.end] + vocabulary.tokens(of: " ")
    }

    /// Reads the metadata of this project's files.
    ///
    /// - Throws: `WhisperError.badSettings`.
    init(metadata: [String: String], path: String) throws(WhisperError) {
        func list(_ key: String) throws(WhisperError) -> [Int] {
            let parts = (metadata[key] ?? "none").split(separator: " ")
            let ids = parts.compactMap { Int($0) }
            guard ids.count == parts.count, ids.allSatisfy({ $0 >= 0 }) else {
                throw .badSettings(
                    path: path,
                    found: "\(metadata[key] == nil ? "nothing" : "words") as metadata \(key)",
                    expected: "numbers of tokens")
            }
            return ids
        }
        always = try list(Self.alwaysKeys[0])
        first = try list(Self.firstKeys[0])
    }

    /// The lists by their keys in the metadata of this project's files.
    var metadata: [String: [Int]] { [Self.alwaysKeys[0]: always, Self.firstKeys[0]: first] }

    /// Every list of whole numbers at the top of a JSON file, by its key.
    private static func lists(_ path: String) throws -> [String: [Int]] {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try RegularFile.contents(of: path, limit: 1 << 24)
        } catch {
            throw WhisperError.badSettings(
                path: path, found: "that \(error.reason)", expected: "a JSON file")
        }
        var found: [String: [Int]] = [:]
        do {
            try JSONScanner.whole(bytes) { scanner in
                try scanner.object { scanner, key in
                    guard (alwaysKeys + firstKeys).contains(key), try scanner.kind() == .array
                    else { return try scanner.skip() }
                    // -1 stands for "the usual ones" in some files, which other keys then tell.
                    let ids = try scanner.wholeNumbers()
                    if ids.allSatisfy({ $0 >= 0 }) { found[key] = ids }
                }
            }
        } catch let failure as JSONScanner.Failure {
            throw WhisperError.badSettings(
                path: path, found: "\(failure.found) at byte \(failure.position)",
                expected: failure.expected)
        }
        return found
    }
}
