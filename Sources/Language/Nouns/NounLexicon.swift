import Files
import Foundation
import Parsing
import ShippedFiles

/// What nouns mean in the classes of networks that were taught with photographs: the 1000 of ImageNet, the
/// 20 of PASCAL VOC, the 80 of COCO and eight kinds of scenery. Made from WordNet 3.0 by Training/lexicon/build.py;
/// Training/lexicon/nouns.py describes the file.
///
/// Lines stay as they are in the file and are found by bisection, so loading is reading.
package struct NounLexicon: Sendable {
    private let bytes: [UInt8]
    /// Where the lines begin, after the header.
    private let start: Int

    private static let header = "#refseg-nouns 1"
    private static let newline = UInt8(ascii: "\n")
    private static let tab = UInt8(ascii: "\t")
    /// Far more than any such file needs.
    private static let limit = 16 << 20

    /// The file that comes with the program.
    ///
    /// - Throws: `ShippedFilesError`, `NounLexiconError`.
    package init() throws {
        try self.init(path: ShippedFiles.nouns().path)
    }

    /// - Throws: `NounLexiconError`.
    package init(path: String) throws {
        do {
            bytes = try RegularFile.contents(of: path, limit: Self.limit)
        } catch {
            throw NounLexiconError.unreadable(path: path, reason: Self.reason(error))
        }
        let first = bytes.prefix { $0 != Self.newline }
        start = min(first.count + 1, bytes.count)
        let expected = "\(Self.header) \(bytes.count - start)"
        guard first.elementsEqual(expected.utf8) else {
            let found = String(decoding: first.prefix(40), as: UTF8.self)
            throw NounLexiconError.damaged(path: path, found: found, expected: expected)
        }
    }

    /// What is known of a word, in lower case; nil where it is unknown.
    package func word(_ text: String) -> NounEntry? {
        fields(text).map(NounEntry.init)
    }

    /// The classes of a noun's entry; nil where it has none.
    package func classes(_ entry: NounEntry) -> NounClasses? {
        entry.classSet.flatMap { fields($0) }.map(NounClasses.init)
    }

    /// The fields of the line that begins with `key`.
    private func fields(_ key: String) -> [Substring]? {
        let key = Array(key.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            var low = start
            var high = bytes.count
            while low < high {
                var begin = low + (high - low) / 2
                while begin > low, bytes[begin - 1] != Self.newline { begin -= 1 }
                let line = bytes[begin...].prefix { $0 != Self.newline }
                let word = line.prefix { $0 != Self.tab }
                if word.elementsEqual(key) {
                    let rest = String(decoding: line[word.endIndex...], as: UTF8.self)
                    return rest.split(separator: "\t", omittingEmptySubsequences: false)
                        .dropFirst().map { $0 }
                }
                if word.lexicographicallyPrecedes(key) {
                    low = line.endIndex + 1
                } else {
                    high = begin
                }
            }
            return nil
        }
    }

    private static func reason(_ failure: FileFailure) -> String {
        switch failure {
        case .missing: "there is no such file"
        case .unreadable(let reason): reason
        case .tooLarge(let bytes, let limit): "it has \(bytes) bytes, more than \(limit)"
        }
    }
}

/// Why the list of nouns cannot be used.
package enum NounLexiconError: Error, Equatable, Sendable {
    case unreadable(path: String, reason: String)
    /// The first line does not fit what follows it.
    case damaged(path: String, found: String, expected: String)
}

extension NounLexiconError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); expected the list of nouns that comes with "
                + "refseg, so install refseg again"
        case .damaged(let path, let found, let expected):
            "\(path): line 1 is \"\(found)\"; expected \"\(expected)\", so install refseg again"
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}
