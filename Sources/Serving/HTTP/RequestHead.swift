/// The first line and the fields of a request (RFC 9112), read strictly: what two programs could
/// understand differently is refused.
package struct RequestHead: Sendable, Equatable {
    /// In capitals, as it was sent.
    package let method: String
    /// From its slash, nothing decoded, without the question mark and what follows it.
    package let path: String
    /// What follows the question mark; empty without one.
    package let question: String
    /// 0 of HTTP/1.0, 1 of HTTP/1.1.
    package let minorVersion: Int
    /// How the body is framed.
    package let body: BodyFraming
    private let fields: [String: String]

    /// How the length of a body is told.
    package enum BodyFraming: Sendable, Equatable {
        case none
        case bytes(Int)
        case chunked
    }

    /// Most fields that a request may have.
    package static let mostFields = 100

    /// The value of a field that may stand once, or several joined with commas; nil without it.
    ///
    /// - `name`: in lower case.
    package subscript(name: String) -> String? { fields[name] }

    /// Whether the client wants to send another request on the same connection.
    package var staysOpen: Bool {
        let words = (fields["connection"] ?? "").lowercased()
        return minorVersion == 1 ? !words.contains("close") : words.contains("keep-alive")
    }

    /// - `bytes`: up to and with the empty line.
    /// - Throws: `Refusal`, 400, 431, 501 or 505.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        var lines = Self.lines(bytes)
        guard !lines.isEmpty else { throw .bad("an empty request") }
        let words = lines.removeFirst().split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3 else { throw .bad("a first line that is not three words") }
        method = String(decoding: words[0], as: UTF8.self)
        guard !words[0].isEmpty, words[0].allSatisfy({ (0x41...0x5a).contains($0) }) else {
            throw .bad("a method that is no word in capitals")
        }
        guard words[1].first == 0x2f, words[1].allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .bad("a target that is no path of visible characters")
        }
        let target = words[1].split(
            separator: 0x3f, maxSplits: 1, omittingEmptySubsequences: false)
        path = String(decoding: target[0], as: UTF8.self)
        question = target.count == 2 ? String(decoding: target[1], as: UTF8.self) : ""
        switch String(decoding: words[2], as: UTF8.self) {
        case "HTTP/1.1": minorVersion = 1
        case "HTTP/1.0": minorVersion = 0
        case let other where other.hasPrefix("HTTP/"):
            throw Refusal(.versionNotSupported, "\(other): expected HTTP/1.1")
        default: throw .bad("a first line without a version of HTTP")
        }
        fields = try Self.fields(lines)
        if minorVersion == 1, fields["host"] == nil { throw .bad("no Host") }
        body = try Self.framing(fields, minorVersion: minorVersion)
    }

    /// The lines before the empty one, each without its CR LF.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0a, omittingEmptySubsequences: true)
            .map { $0.last == 0x0d ? $0.dropLast() : $0 }
            .filter { !$0.isEmpty }
    }

    private static func fields(_ lines: [ArraySlice<UInt8>]) throws(Refusal) -> [String: String] {
        guard lines.count <= mostFields else {
            throw Refusal(
                .fieldsTooLarge, "\(lines.count) header fields; expected at most \(mostFields)")
        }
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
                line[..<colon].allSatisfy(isTokenCharacter)
            else { throw .bad("a header field without a name and a colon") }
            let value = trimmed(line[(colon + 1)...])
            guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw .bad("a control character in a header field")
            }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let text = String(decoding: value, as: UTF8.self)
            guard let earlier = fields[name] else {
                fields[name] = text
                continue
            }
            guard !single.contains(name) else { throw .bad("two of the header field \(name)") }
            fields[name] = earlier + ", " + text
        }
        return fields
    }

    /// Fields of which a second one would contradict the first.
    private static let single: Set = [
        "authorization", "content-length", "content-type", "host", "origin", "sec-fetch-site",
        "transfer-encoding",
    ]

    private static func framing(
        _ fields: [String: String], minorVersion: Int
    ) throws(Refusal) -> BodyFraming {
        switch (fields["content-length"], fields["transfer-encoding"]) {
        case (nil, nil): return .none
        case (let length?, nil):
            guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .bad("a Content-Length that is no number")
            }
            // Longer than anything that fits anywhere: told as such by whoever knows the limit.
            return .bytes(Int(length) ?? Int.max)
        case (nil, let coding?):
            guard minorVersion == 1 else { throw .bad("a Transfer-Encoding in HTTP/1.0") }
            guard coding.lowercased() == "chunked" else {
                throw Refusal(
                    .notImplemented, "Transfer-Encoding \(coding): expected chunked, or none")
            }
            return .chunked
        case (_?, _?): throw .bad("Content-Length beside Transfer-Encoding")
        }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// RFC 9110, 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
