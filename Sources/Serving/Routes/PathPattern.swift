/// A path with names in braces, as OpenAPI writes it: `/v1/jobs/{id}/frames/{frame}.jpg`.
///
/// Nothing in a path is decoded: what is sent to this server consists of plain letters, digits and dots.
struct PathPattern: Sendable {
    let text: String
    private let parts: [Part]

    private enum Part: Sendable {
        case word(String)
        /// - `suffix`: what follows the name within the part, such as `.png`.
        case name(String, suffix: String)
    }

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{"), let end = part.firstIndex(of: "}") else {
                return .word(String(part))
            }
            return .name(
                String(part[part.index(after: part.startIndex)..<end]),
                suffix: String(part[part.index(after: end)...]))
        }
    }

    /// What the names of the pattern stand for in a path; nil where it is another path.
    func match(_ path: String) -> [String: String]? {
        let words = path.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (word, part) in zip(words, parts) {
            switch part {
            case .word(let expected):
                guard word == expected else { return nil }
            case .name(let name, let suffix):
                guard word.hasSuffix(suffix) else { return nil }
                let value = word.dropLast(suffix.count)
                guard !value.isEmpty, value.utf8.allSatisfy(Self.isPlain) else { return nil }
                values[name] = String(value)
            }
        }
        return values
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
