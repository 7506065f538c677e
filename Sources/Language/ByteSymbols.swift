/// The printable character that stands for each byte in a byte-level vocabulary
/// (Radford et al. 2019, GPT-2, `bytes_to_unicode`).
///
/// Printable bytes of Latin-1 stand for themselves; the other 68, in order, are U+0100 and on.
package enum ByteSymbols {
    /// By byte.
    package static let characters: [Unicode.Scalar] = {
        var others: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            if isPrintable(byte) { return Unicode.Scalar(byte) }
            defer { others += 1 }
            return Unicode.Scalar(others) ?? Unicode.Scalar(byte)
        }
    }()

    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, character) in characters.enumerated() {
            bytes[Int(character.value)] = UInt8(truncatingIfNeeded: byte)
        }
        return bytes
    }()

    /// The byte that a character stands for; nil for a character that stands for none.
    static func byte(_ character: Unicode.Scalar) -> UInt8? {
        character.value < bytes.count ? bytes[Int(character.value)] : nil
    }

    /// The bytes that a token stands for; nil where one of its characters stands for none.
    package static func bytes(_ token: String) -> [UInt8]? {
        var found: [UInt8] = []
        for character in token.unicodeScalars {
            guard let byte = byte(character) else { return nil }
            found.append(byte)
        }
        return found
    }

    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: true
        default: false
        }
    }
}
