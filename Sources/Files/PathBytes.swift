/// Paths of other times and systems: their bytes need not be UTF-8, which a `String` cannot hold. Each byte
/// that belongs to no character stands in it as a code point of the last private plane.
private let foreignStart: UInt32 = 0x10F700

extension String {
    /// A path as the system gives it, without the final zero.
    package init(pathBytes bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        var scalars = String.UnicodeScalarView()
        var decoder = Unicode.UTF8.ForwardParser()
        var position = bytes.startIndex
        var rest = bytes.makeIterator()
        reading: while true {
            switch decoder.parseScalar(from: &rest) {
            case .valid(let encoded):
                scalars.append(Unicode.UTF8.decode(encoded))
                position += encoded.count
            case .error(let length):
                for byte in bytes[position..<position + length] {
                    if let scalar = Unicode.Scalar(foreignStart + UInt32(byte)) {
                        scalars.append(scalar)
                    }
                }
                position += length
            case .emptyInput: break reading
            }
        }
        self.init(scalars)
    }

    /// The path as the system wants it, with the final zero.
    package var pathBytes: [CChar] {
        guard hasForeignBytes else { return Array(utf8CString) }
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            if let byte = scalar.foreignByte {
                bytes.append(byte)
            } else {
                bytes += String(scalar).utf8
            }
        }
        return bytes.map { CChar(bitPattern: $0) } + [0]
    }

    /// The path for people, and for files that hold text: bytes that are no text as `%FE`.
    package var legiblePath: String {
        guard hasForeignBytes else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if let byte = scalar.foreignByte {
                text += "%" + String(byte, radix: 16, uppercase: true)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whether bytes of the path are no text.
    package var hasForeignBytes: Bool {
        // The plane's code points begin with this byte and no others do that occur.
        utf8.contains(0xF4) && unicodeScalars.contains { $0.foreignByte != nil }
    }
}

extension Unicode.Scalar {
    fileprivate var foreignByte: UInt8? {
        (foreignStart + 0x80...foreignStart + 0xFF).contains(value)
            ? UInt8(value - foreignStart) : nil
    }
}
