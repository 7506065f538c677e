extension JSONScanner {
    /// Reads digits alone: a number from 0 that fits `Int`.
    package mutating func wholeNumber() throws -> Int {
        skipSpace()
        let start = position
        let digits = try digits("a whole number")
        guard let value = Int(digits) else {
            throw Failure(position: start, found: "a number beyond 64 bits", expected: "a size")
        }
        return value
    }

    /// Reads a number of any form; one too small becomes 0.
    package mutating func number() throws -> Double {
        skipSpace()
        let start = position
        var text = ""
        if accept(byte: "-") { text = "-" }
        guard (0x30...0x39).contains(peek) else {
            position = start
            throw unexpected("a number")
        }
        text += try digits("a number")
        if accept(byte: ".") { text += "." + fraction() }
        if text.last == "." { throw unexpected("a digit") }
        if accept(byte: "e") || accept(byte: "E") {
            text += "e"
            if accept(byte: "-") { text += "-" } else { _ = accept(byte: "+") }
            let exponent = fraction()
            if exponent.isEmpty { throw unexpected("a digit") }
            text += exponent
        }
        guard let value = Double(text), value.isFinite else {
            throw Failure(
                position: start, found: "a number beyond double precision", expected: "a number")
        }
        return value
    }

    /// Digits without a leading zero.
    private mutating func digits(_ expected: String) throws -> String {
        let start = position
        let text = fraction()
        if text.isEmpty { throw unexpected(expected) }
        if text.count > 1, text.first == "0" {
            throw Failure(position: start, found: "a leading zero", expected: expected)
        }
        return text
    }

    private mutating func fraction() -> String {
        let start = position
        while (0x30...0x39).contains(peek) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func accept(byte: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }
}
