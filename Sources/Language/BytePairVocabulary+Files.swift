import Files
import Parsing

extension BytePairVocabulary {
    /// Bytes of a vocabulary file that are read at most; RoBERTa's have 0.9, 0.5 and 1.4 million.
    static let fileLimit = 16 << 20

    /// Reads `vocab.json` and `merges.txt`.
    ///
    /// - Throws: `TokenizerError.unreadableVocabulary`, `.badVocabulary`.
    package init(vocabulary: String, merges: String) throws {
        try self.init(
            vocabulary: try Self.contents(vocabulary), vocabularyPath: vocabulary,
            merges: try Self.contents(merges), mergesPath: merges)
    }

    /// Reads the bytes of `vocab.json` and `merges.txt`.
    ///
    /// - `vocabularyPath`, `mergesPath`: for messages.
    /// - Throws: `TokenizerError.badVocabulary`.
    package init(
        vocabulary: [UInt8], vocabularyPath: String, merges: [UInt8], mergesPath: String
    ) throws {
        let tokens = try Self.scan(vocabulary, path: vocabularyPath) { scanner in
            try Self.tokens(&scanner, path: vocabularyPath, place: "vocabulary")
        }
        let list = try MergeList(merges, path: mergesPath)
        try self.init(
            tokens: tokens, merges: list.pairs, special: Self.standardSpecial(tokens),
            from: Source(
                path: vocabularyPath, tokensPlace: "vocabulary",
                mergePlace: { "line \($0 + list.firstLine)" }, mergesPath: mergesPath))
    }

    static func contents(_ path: String) throws -> [UInt8] {
        do {
            return try RegularFile.contents(of: path, limit: fileLimit)
        } catch {
            throw TokenizerError.unreadableVocabulary(path: path, reason: error.reason)
        }
    }

    /// Reads JSON as a whole; a failure gets the file's name.
    static func scan<Value>(
        _ bytes: [UInt8], path: String, _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        do {
            return try JSONScanner.whole(bytes, read)
        } catch let failure as JSONScanner.Failure {
            throw TokenizerError.badVocabulary(
                path: path, place: "byte \(failure.position)", found: failure.found,
                expected: failure.expected)
        }
    }

    /// Reads an object of tokens and their ids, which must be 0 and on without gaps.
    ///
    /// - Result: tokens by id.
    static func tokens(
        _ scanner: inout JSONScanner, path: String, place: String
    ) throws -> [String] {
        func bad(_ found: String, _ expected: String) -> TokenizerError {
            .badVocabulary(path: path, place: place, found: found, expected: expected)
        }
        var ids: [(token: String, id: Int)] = []
        try scanner.object { scanner, token in
            ids.append((token, try scanner.wholeNumber()))
            guard ids.count <= limit else {
                throw bad("more than \(limit) tokens", "at most that many")
            }
        }
        var tokens = [String?](repeating: nil, count: ids.count)
        for (token, id) in ids {
            guard id < ids.count else {
                throw bad(
                    "id \(id) for \"\(token)\"",
                    "ids 0 to \(ids.count - 1) without gaps for its \(ids.count) tokens")
            }
            if let other = tokens[id] {
                throw bad("id \(id) for \"\(other)\" and \"\(token)\"", "an id for each token")
            }
            tokens[id] = token
        }
        return tokens.compactMap(\.self)
    }
}

/// The lines of `merges.txt`: two tokens with a space between them; a first line `#version…` is
/// passed over, lines may end in CR LF.
struct MergeList {
    let pairs: [(String, String)]
    /// The number of the line with the first pair, from 1.
    let firstLine: Int

    /// - Throws: `TokenizerError.badVocabulary`, naming the line.
    init(_ bytes: [UInt8], path: String) throws(TokenizerError) {
        let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
        var lines = bytes[..<end].split(separator: 0x0A, omittingEmptySubsequences: false)
        let hasVersion = lines.first?.starts(with: "#version".utf8) ?? false
        if hasVersion || end == 0 { lines.removeFirst() }
        firstLine = hasVersion ? 2 : 1
        var pairs: [(String, String)] = []
        pairs.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            let line = line.last == 0x0D ? line.dropLast() : line
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
                let left = String(validating: parts[0], as: UTF8.self),
                let right = String(validating: parts[1], as: UTF8.self)
            else {
                let start = String(decoding: line.prefix(40), as: UTF8.self)
                throw .badVocabulary(
                    path: path, place: "line \(index + firstLine)", found: "\"\(start)\"",
                    expected: "two tokens with a space between them")
            }
            pairs.append((left, right))
        }
        self.pairs = pairs
    }
}
