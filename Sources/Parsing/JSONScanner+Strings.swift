extension JSONScanner {
    /// Reads a string.
    package mutating func string() throws -> String {
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
}
