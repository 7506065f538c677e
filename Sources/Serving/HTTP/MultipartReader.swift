import Foundation

/// The parts of a form (RFC 7578), as they come; nothing is kept of them but what is being looked at.
package struct MultipartReader<Source: ByteSource> {
    /// What stands before the bytes of a part.
    package struct Part: Equatable, Sendable {
        /// The name of the form's field.
        package let name: String
        /// The name of the file, as the client calls it: a text, never a path; nil of a field without a file.
        package let fileName: String?
    }

    private var source: Source
    /// What ends a part: CR LF, two dashes, the boundary.
    private let mark: [UInt8]
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether bytes before a mark are not read yet: those of a part, or what stands before the first
    /// boundary, which is nobody's.
    private var isInPart = true
    private var isAtEnd = false

    /// Bytes of the head of a part.
    private static var headLimit: Int { 4 << 10 }

    /// - `contentType`: the field of the request.
    /// - Throws: `Refusal`, 400 or 415.
    package init(_ source: Source, contentType: String?) throws(Refusal) {
        let fields = Self.parameters(contentType ?? "")
        guard fields.first?.lowercased == "multipart/form-data" else {
            throw Refusal(
                .unsupportedMediaType,
                "a body of the type \(contentType ?? "of none"); expected multipart/form-data, as curl -F sends "
                    + "it")
        }
        guard let boundary = fields.dropFirst().first(where: { $0.name == "boundary" })?.value,
            (1...70).contains(boundary.utf8.count)
        else { throw .bad("a form without a boundary of 1 to 70 characters") }
        self.source = source
        mark = Array("\r\n--\(boundary)".utf8)
        // The first boundary may be the first line.
        bytes = [0x0d, 0x0a]
    }

    /// The next part; the rest of the one before is passed over. Nil after the last.
    ///
    /// - Throws: `Refusal`, and what the source throws.
    package mutating func next() throws -> Part? {
        if isAtEnd { return nil }
        try read { _ in }
        guard let after = try pull(2) else { throw Self.cut }
        if after == [0x2d, 0x2d] {
            isAtEnd = true
            // The rest of the body, so that another request may follow.
            while try source.next() != nil {}
            return nil
        }
        guard after == [0x0d, 0x0a] else { throw Refusal.bad("a boundary that goes on") }
        isInPart = true
        return try head()
    }

    /// Hands on the bytes of the part, as they come.
    ///
    /// - Throws: `Refusal`, what the source throws, and what `body` throws.
    package mutating func read(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        guard isInPart else { return }
        while true {
            if let end = position(of: mark) {
                if end > start { try body(bytes[start..<end]) }
                start = end + mark.count
                isInPart = false
                return
            }
            // The mark may have begun.
            let safe = max(start, bytes.count - mark.count + 1)
            if safe > start { try body(bytes[start..<safe]) }
            start = safe
            guard try fill() else { throw Self.cut }
        }
    }

    /// A part that is a short text.
    ///
    /// - Throws: as `read`; `Refusal`, 413, where it is longer than `limit`, 400 where it is not UTF-8.
    package mutating func text(limit: Int) throws -> String {
        var text: [UInt8] = []
        try read { part in
            guard text.count + part.count <= limit else {
                throw Refusal(
                    .contentTooLarge, "a text field of more than \(limit) bytes; send less of it")
            }
            text += part
        }
        guard let decoded = String(bytes: text, encoding: .utf8) else {
            throw Refusal(.badRequest, "a text field that is not UTF-8; send it as UTF-8")
        }
        return decoded
    }

    private mutating func head() throws -> Part {
        let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        while position(of: end) == nil {
            guard bytes.count - start <= Self.headLimit else { throw Self.headTooLong }
            guard try fill() else { throw Self.cut }
        }
        let stop = position(of: end) ?? start
        guard stop - start <= Self.headLimit else { throw Self.headTooLong }
        let lines = String(decoding: bytes[start..<stop], as: UTF8.self).split(separator: "\r\n")
        start = stop + end.count
        for line in lines {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2, halves[0].lowercased() == "content-disposition" else {
                continue
            }
            let fields = Self.parameters(String(halves[1]))
            guard let name = fields.first(where: { $0.name == "name" })?.value else { break }
            return Part(name: name, fileName: fields.first { $0.name == "filename" }?.value)
        }
        throw Refusal.bad("a part of the form without a name")
    }

    private static var cut: Refusal { .bad("a form that ends before its last boundary") }
    private static var headTooLong: Refusal {
        .bad("a part of the form with a head of more than \(headLimit) bytes")
    }

    // MARK: - Bytes

    /// Reads on; false at the end of the body.
    private mutating func fill() throws -> Bool {
        bytes.removeSubrange(..<start)
        start = 0
        guard let more = try source.next() else { return false }
        bytes += more
        return true
    }

    private mutating func pull(_ count: Int) throws -> [UInt8]? {
        while bytes.count - start < count {
            guard try fill() else { return nil }
        }
        defer { start += count }
        return Array(bytes[start..<(start + count)])
    }

    private func position(of pattern: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var at = start
            let last = bytes.count - pattern.count
            while at <= last {
                if bytes[at] == pattern[0],
                    pattern.indices.allSatisfy({ bytes[at + $0] == pattern[$0] })
                {
                    return at
                }
                at += 1
            }
            return nil
        }
    }

    // MARK: - Parameters

    private struct Parameter {
        /// In lower case; empty of the first word.
        let name: String
        let value: String
        var lowercased: String { value.lowercased() }
    }

    /// `word; name=value; name="quoted"`: browsers write %22 for a quotation mark in a file's name, others a
    /// backslash before it.
    private static func parameters(_ text: String) -> [Parameter] {
        var found: [Parameter] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            var word = ""
            var name: String?
            var isQuoted = false
            while let character = rest.popFirst() {
                if isQuoted {
                    if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                        word.append(next)
                        rest.removeFirst()
                    } else if character == "\"" {
                        isQuoted = false
                    } else {
                        word.append(character)
                    }
                } else if character == "\"" {
                    isQuoted = true
                } else if character == ";" {
                    break
                } else if character == "=", name == nil {
                    name = word
                    word = ""
                } else if character != " " && character != "\t" {
                    word.append(character)
                }
            }
            found.append(
                Parameter(
                    name: name?.lowercased() ?? "", value: word))
        }
        return found
    }
}
