import Files
import Foundation
import Language
import Parsing

/// The tokens of a Whisper model: bytes of text, then special ones such as `<|notimestamps|>`, then
/// times such as `<|0.00|>` (Radford et al., arXiv:2212.04356).
package struct WhisperVocabulary: Sendable, Equatable {
    /// By id, in the printable characters that stand for bytes.
    package let tokens: [String]
    /// `<|endoftext|>`; all tokens before it are text.
    package let end: Int
    /// `<|startoftranscript|>`
    package let start: Int
    /// `<|startofprev|>`, before what was said earlier.
    package let previous: Int
    /// `<|notimestamps|>`; all tokens behind it are times.
    package let noTimes: Int
    /// `<|nospeech|>`, in older vocabularies `<|nocaptions|>`.
    package let noSpeech: Int
    /// `<|transcribe|>`
    package let transcribe: Int
    /// Ids of the languages, English the first of them.
    package let languages: Range<Int>

    /// Whether the model knows several languages and has to be told which.
    package let isMultilingual: Bool

    /// Tokens of the published models for English alone.
    static let english = 51_864

    /// - `isMultilingual`: nil to tell it from how many tokens there are, as published models allow.
    /// - `path`: for messages.
    /// - Throws: `WhisperError.badVocabulary`.
    init(tokens: [String], isMultilingual: Bool? = nil, path: String) throws(WhisperError) {
        func id(_ names: String...) throws(WhisperError) -> Int {
            for name in names {
                if let id = tokens.lastIndex(of: name) { return id }
            }
            throw .badVocabulary(
                path: path, place: "tokens", found: "no \(names[0]) among \(tokens.count)",
                expected: "the special tokens of Whisper")
        }
        end = try id("<|endoftext|>")
        start = try id("<|startoftranscript|>")
        previous = try id("<|startofprev|>")
        noTimes = try id("<|notimestamps|>")
        noSpeech = try id("<|nospeech|>", "<|nocaptions|>")
        transcribe = try id("<|transcribe|>")
        let (english, translate) = (try id("<|en|>"), try id("<|translate|>"))
        guard start == end + 1, english == start + 1, english < translate, translate < noTimes
        else {
            throw .badVocabulary(
                path: path, place: "special tokens", found: "another order",
                expected: "the end of text, the start, the languages, the tasks")
        }
        languages = english..<translate
        self.tokens = tokens
        self.isMultilingual = isMultilingual ?? (tokens.count > Self.english)
    }

    /// What a model writes first: start, language and task where it knows several, no times.
    package func opening(language: Int) -> [Int] {
        isMultilingual ? [start, language, transcribe, noTimes] : [start, noTimes]
    }

    /// The name of a language's token, such as `en`.
    package func languageName(_ id: Int) -> String { String(tokens[id].dropFirst(2).dropLast(2)) }

    /// The text of tokens; special ones vanish, bytes that are no UTF-8 become U+FFFD.
    package func text(_ ids: some Sequence<Int>) -> String {
        var bytes: [UInt8] = []
        for id in ids where id < end { bytes += ByteSymbols.bytes(tokens[id]) ?? [] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The tokens of a text, each time the longest that fits: not always those of byte-pair merges, but
    /// as readable for a model. What no token says is left out.
    package func tokens(of text: String) -> [Int] {
        var ids: [String: Int] = [:]
        for (id, token) in tokens[..<end].enumerated() { ids[token] = id }
        let symbols = text.utf8.map { Character(ByteSymbols.characters[Int($0)]) }
        var (found, place) = ([Int](), 0)
        while place < symbols.count {
            let lengths = stride(from: min(24, symbols.count - place), through: 1, by: -1)
            let fitting = lengths.first { ids[String(symbols[place..<(place + $0)])] != nil } ?? 1
            if let id = ids[String(symbols[place..<(place + fitting)])] { found.append(id) }
            place += fitting
        }
        return found
    }
}

// Files.
extension WhisperVocabulary {
    /// The files that tell the tokens, the first that exists is read.
    static let fileNames = ["vocabulary.txt", "vocabulary.json", "tokenizer.json", "vocab.json"]
    /// Bytes of such a file at most.
    private static let limit = 64 << 20
    /// Tokens at most.
    private static let most = 1 << 17

    /// Reads the vocabulary that lies beside a model's weights.
    ///
    /// - Throws: `WhisperError.noVocabulary`, `.badVocabulary`.
    init(folder: String) throws {
        for name in Self.fileNames {
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let bytes = try Self.contents(path)
            let tokens =
                switch name {
                case "vocabulary.txt": Self.lines(bytes)
                case "vocabulary.json": try Self.list(bytes, path)
                default: try Self.table(bytes, path, folder: folder)
                }
            try self.init(tokens: tokens, path: path)
            return
        }
        throw WhisperError.noVocabulary(folder: folder, searched: Self.fileNames)
    }

    /// The tokens of a text file, one a line.
    static func lines(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines = String(decoding: Array(bytes), as: UTF8.self).unicodeScalars
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        do throws(FileFailure) {
            return try RegularFile.contents(of: path, limit: limit)
        } catch {
            throw WhisperError.badVocabulary(
                path: path, place: "file", found: "that \(error.reason)", expected: "a vocabulary")
        }
    }

    private static func scan<Value>(
        _ bytes: [UInt8], _ path: String, _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        do {
            return try JSONScanner.whole(bytes, read)
        } catch let failure as JSONScanner.Failure {
            throw WhisperError.badVocabulary(
                path: path, place: "byte \(failure.position)", found: failure.found,
                expected: failure.expected)
        }
    }

    private static func list(_ bytes: [UInt8], _ path: String) throws -> [String] {
        try scan(bytes, path) { scanner in
            var tokens: [String] = []
            try scanner.array { tokens.append(try $0.string()) }
            return tokens
        }
    }

    /// Reads `tokenizer.json` (`model.vocab` and `added_tokens`), or `vocab.json` with
    /// `added_tokens.json` beside it.
    private static func table(_ bytes: [UInt8], _ path: String, folder: String) throws -> [String] {
        var ids: [Int: String] = [:]
        func entry(_ scanner: inout JSONScanner, _ token: String) throws {
            ids[try scanner.wholeNumber()] = token
        }
        if path.hasSuffix("/vocab.json") {
            try scan(bytes, path) { try $0.object { try entry(&$0, $1) } }
            let added = folder + "/added_tokens.json"
            if FileManager.default.fileExists(atPath: added) {
                try scan(try contents(added), added) { try $0.object { try entry(&$0, $1) } }
            }
        } else {
            try scan(bytes, path) { scanner in
                try scanner.object { scanner, key in
                    switch key {
                    case "model":
                        try scanner.object { scanner, key in
                            if key == "vocab" {
                                try scanner.object { try entry(&$0, $1) }
                            } else {
                                try scanner.skip()
                            }
                        }
                    case "added_tokens":
                        try scanner.array { scanner in
                            var (id, content) = (-1, "")
                            try scanner.object { scanner, key in
                                switch key {
                                case "id": id = try scanner.wholeNumber()
                                case "content": content = try scanner.string()
                                default: try scanner.skip()
                                }
                            }
                            ids[id] = content
                        }
                    default: try scanner.skip()
                    }
                }
            }
        }
        guard ids.count <= most else {
            throw WhisperError.badVocabulary(
                path: path, place: "tokens", found: "\(ids.count)", expected: "at most \(most)")
        }
        return try (0..<ids.count).map { id in
            guard let token = ids[id] else {
                throw WhisperError.badVocabulary(
                    path: path, place: "tokens", found: "none with id \(id)",
                    expected: "all \(ids.count) ids")
            }
            return token
        }
    }
}
