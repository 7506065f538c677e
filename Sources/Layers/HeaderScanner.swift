/// Reads the subset of JSON that safetensors headers consist of: objects, arrays of whole numbers,
/// strings. Strict where a general parser is lenient: a repeated key reaches the caller twice.
struct HeaderScanner {
    struct Failure: Error {
        let position: Int
        let found: String
        let expected: String
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads an object; `member` reads the value of every key.
    mutating func object(_ member: (inout HeaderScanner, String) throws -> Void) throws {
        try expect("{", "an object")
        if accept("}") { return }
        repeat {
            let key = try string()
            try expect(":", "a colon")
            try member(&self, key)
        } while accept(",")
        try expect("}", "a comma or the end of the object")
    }

    /// Reads an array of whole numbers that fit `Int`.
    mutating func numbers() throws -> [Int] {
        try expect("[", "an array")
        var numbers: [Int] = []
        if accept("]") { return numbers }
        repeat { numbers.append(try number()) } while accept(",")
        try expect("]", "a comma or the end of the array")
        return numbers
    }

    /// Reads a string.
    mutating func string() throws -> String {
        try expect("\"", "a string")
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw Failure(position: position, found: "other bytes", expected: "UTF-8 text")
                }
                return string
            case UInt8(ascii: "\\"): text += try escaped()
            case 0..<0x20:
                throw Failure(
                    position: position - 1, found: "a control character", expected: "text")
            default: text.append(byte)
            }
        }
        throw Failure(position: position, found: "the end", expected: "the end of a string")
    }

    /// Accepts white space up to the end.
    mutating func end() throws {
        skipSpace()
        if position < bytes.count { throw unexpected("the end of the header") }
    }

    private mutating func number() throws -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            let (tens, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, low) = tens.addingReportingOverflow(Int(bytes[position]) - 0x30)
            guard !high && !low else {
                throw Failure(
                    position: start, found: "a number beyond 64 bits", expected: "a size")
            }
            value = sum
            position += 1
        }
        guard position > start else { throw unexpected("a whole number") }
        return value
    }

    private mutating func escaped() throws -> [UInt8] {
        switch next() {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xD800..<0xDC00).contains(unit), next() == UInt8(ascii: "\\"),
                next() == UInt8(ascii: "u")
            {
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { break }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { break }
            return Array(String(Character(scalar)).utf8)
        case let byte? where #""\/"#.utf8.contains(byte): return [byte]
        default: break
        }
        throw Failure(position: position, found: "an unknown escape", expected: "text")
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next(),
                let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else {
                throw Failure(
                    position: position, found: "no hexadecimal digit", expected: "four of them")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
            position += 1
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

    private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws {
        if !accept(character) { throw unexpected(what) }
    }

    private func unexpected(_ expected: String) -> Failure {
        let found =
            position < bytes.count
            ? (0x21..<0x7F).contains(bytes[position])
                ? "\"\(Unicode.Scalar(bytes[position]))\"" : "byte \(bytes[position])"
            : "the end"
        return Failure(position: position, found: found, expected: expected)
    }
}
