/// Reads JSON (RFC 8259) value by value, as the caller asks for them; no tree is built.
///
/// Strict where a general parser is lenient: a repeated key reaches the caller twice, and NaN,
/// comments, trailing commas, leading zeros and lone surrogates are refused. Memory is that of the
/// longest string.
package struct JSONScanner {
    /// What stands where something else belongs.
    package struct Failure: Error, Equatable {
        /// Bytes before it.
        package let position: Int
        package let found: String
        package let expected: String
    }

    /// What a value is, judged by its first byte.
    package enum Kind: Sendable { case object, array, string, number, boolean, null }

    let bytes: UnsafeRawBufferPointer
    /// Bytes read so far.
    package internal(set) var position = 0

    /// - `bytes`: must outlive the scanner.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads bytes that are one value and nothing else, but for a byte order mark before it, which
    /// RFC 8259 lets readers pass over.
    ///
    /// - `whole`: what the bytes are, for messages.
    /// - Throws: `Failure`, and what `read` throws.
    package static func whole<Value>(
        _ bytes: [UInt8], of whole: String = "the file",
        _ read: (inout JSONScanner) throws -> Value
    ) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scanner.position = 3 }
            let value = try read(&scanner)
            try scanner.end(of: whole)
            return value
        }
    }

    /// Reads an object; `member` reads the value of every key.
    package mutating func object(
        _ member: (inout JSONScanner, String) throws -> Void
    ) throws {
        try expect("{", "an object")
        if accept("}") { return }
        repeat {
            let key = try string()
            try expect(":", "a colon")
            try member(&self, key)
        } while accept(",")
        try expect("}", "a comma or the end of the object")
    }

    /// Reads an array; `element` reads every value.
    package mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
        try expect("[", "an array")
        if accept("]") { return }
        repeat { try element(&self) } while accept(",")
        try expect("]", "a comma or the end of the array")
    }

    /// Reads an array of whole numbers that fit `Int`.
    package mutating func wholeNumbers() throws -> [Int] {
        var numbers: [Int] = []
        try array { numbers.append(try $0.wholeNumber()) }
        return numbers
    }

    /// Reads true or false.
    package mutating func boolean() throws -> Bool {
        if accept(word: "true") { return true }
        if accept(word: "false") { return false }
        throw unexpected("true or false")
    }

    /// Reads null where it stands next; otherwise moves past white space alone.
    package mutating func acceptNull() -> Bool { accept(word: "null") }

    /// What stands next, which is not read.
    package mutating func kind() throws -> Kind {
        skipSpace()
        guard position < bytes.count else { throw unexpected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw unexpected("a value")
        }
    }

    /// Levels of nesting that `skip` follows.
    package static let deepest = 100

    /// Reads a value of any kind and forgets it.
    package mutating func skip() throws { try skip(room: Self.deepest) }

    private mutating func skip(room: Int) throws {
        guard room > 0 else {
            throw Failure(
                position: position, found: "more than \(Self.deepest) levels of nesting",
                expected: "fewer")
        }
        switch try kind() {
        case .object: try object { scanner, _ in try scanner.skip(room: room - 1) }
        case .array: try array { try $0.skip(room: room - 1) }
        case .string: _ = try string()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: if !acceptNull() { throw unexpected("a value") }
        }
    }

    /// Accepts white space up to the end.
    package mutating func end(of whole: String = "the text") throws {
        skipSpace()
        if position < bytes.count { throw unexpected("the end of \(whole)") }
    }

    mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    private mutating func accept(word: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, _ what: String) throws {
        if !accept(character) { throw unexpected(what) }
    }

    func unexpected(_ expected: String) -> Failure {
        Failure(position: position, found: found, expected: expected)
    }

    private var found: String {
        let rest = bytes[min(position, bytes.count)...]
        guard let byte = rest.first else { return "the end" }
        for word in ["NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"]
        where rest.starts(with: word.utf8) {
            return word
        }
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { return "a byte order mark" }
        return (0x21..<0x7F).contains(byte) ? "\"\(Unicode.Scalar(byte))\"" : "byte \(byte)"
    }
}
