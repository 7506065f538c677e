import Files
import Parsing

/// A list of words that comes with the program: a first line that says what it is and how many bytes follow it,
/// so that half a file is not taken for a whole one.
struct WordListFile {
    let bytes: [UInt8]
    /// Where the lines begin, after the header.
    let start: Int

    /// Far more than any such file needs.
    private static let limit = 16 << 20

    /// - `header`: what the first line begins with; `content`: what the file is, for messages.
    /// - Throws: `WordListError`.
    init(path: String, header: String, holding content: String) throws {
        do {
            bytes = try RegularFile.contents(of: path, limit: Self.limit)
        } catch {
            throw WordListError.unreadable(path: path, reason: error.reason, expected: content)
        }
        let first = bytes.prefix { $0 != UInt8(ascii: "\n") }
        start = min(first.count + 1, bytes.count)
        let expected = "\(header) \(bytes.count - start)"
        guard first.elementsEqual(expected.utf8) else {
            let found = String(decoding: first.prefix(40), as: UTF8.self)
            throw WordListError.damaged(path: path, found: found, expected: expected)
        }
    }
}
