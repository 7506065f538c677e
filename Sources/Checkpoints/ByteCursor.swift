/// Reads bytes from the front to the end and never past it.
struct ByteCursor {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next byte lies, counted from the start of the bytes; at most their number.
    private(set) var position: Int

    /// - `position`: within the bytes or at their end.
    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        precondition((0...bytes.count).contains(position), "\(position) of \(bytes.count) bytes")
        (self.bytes, self.position) = (bytes, position)
    }

    /// Bytes that are left.
    var remaining: Int { bytes.count - position }

    /// The next number, its lowest byte first; nil where the bytes end before it.
    mutating func number<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { return nil }
        defer { position += size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    /// The next `count` bytes; nil where there are fewer.
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0 && count <= remaining else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
    }

    /// The bytes up to the next line feed, which is skipped; nil where none is near.
    mutating func line() -> UnsafeRawBufferPointer? {
        guard let end = bytes[position...].prefix(1024).firstIndex(of: 0x0A) else { return nil }
        defer { position = end + 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}

extension String {
    /// The text that UTF-8 bytes stand for; nil for bytes that are no UTF-8.
    init?(utf8 bytes: UnsafeRawBufferPointer) {
        self.init(validating: bytes, as: UTF8.self)
    }
}
