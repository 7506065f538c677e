/// A zip archive whose entries are stored as they are, for files that are compressed already.
///
/// PKWARE's APPNOTE 6.3: local headers, the central directory, and its end; with zip64's where there
/// are more than 65,535 entries or more than 4 GiB. Every entry has the same date, 1980-01-01, so that
/// the same entries give the same bytes.
package struct StoredArchive {
    private let write: ([UInt8]) throws -> Void
    private var offset: UInt64
    private var directory: [UInt8] = []
    private var count: UInt64 = 0

    private static let (time, date): (UInt16, UInt16) = (0, 1 << 5 | 1)
    /// The general purpose bit that says that names are UTF-8.
    private static let unicodeNames: UInt16 = 1 << 11

    /// - `offset`: bytes of the file that lie before the archive.
    /// - `write`: takes the archive's bytes, part by part.
    package init(at offset: UInt64 = 0, write: @escaping ([UInt8]) throws -> Void) {
        (self.offset, self.write) = (offset, write)
    }

    /// Adds an entry; its bytes and name must be shorter than 4 GiB and 64 KiB.
    ///
    /// - Throws: what `write` throws.
    package mutating func add(_ bytes: [UInt8], as name: String) throws {
        let name = Array(name.utf8)
        guard let size = UInt32(exactly: bytes.count), let nameLength = UInt16(exactly: name.count)
        else { preconditionFailure("an entry of \(bytes.count) bytes") }
        let far = offset >= UInt64(UInt32.max)
        let checksum = bytes.withUnsafeBytes { CRC32.checksum($0) }
        let needed: UInt16 = far ? 45 : 20
        var common: [UInt8] = []
        common.append(needed)
        common.append(Self.unicodeNames)
        common.append(UInt16(0))
        common.append(Self.time)
        common.append(Self.date)
        common.append(checksum)
        common.append(size)
        common.append(size)
        common.append(nameLength)

        var local: [UInt8] = []
        local.append(0x0403_4b50 as UInt32)
        local += common
        local.append(UInt16(0))
        local += name

        directory.append(0x0201_4b50 as UInt32)
        directory.append(needed)
        directory += common
        directory.append(UInt16(far ? 12 : 0))
        for _ in 0..<3 { directory.append(UInt16(0)) }
        directory.append(UInt32(0))
        directory.append(far ? UInt32.max : UInt32(offset))
        directory += name
        if far {
            directory.append(UInt16(1))
            directory.append(UInt16(8))
            directory.append(offset)
        }
        try write(local)
        try write(bytes)
        offset += UInt64(local.count + bytes.count)
        count += 1
    }

    /// Writes the directory.
    ///
    /// - Throws: what `write` throws.
    package mutating func finish() throws {
        let (start, size) = (offset, UInt64(directory.count))
        var end: [UInt8] = []
        if count >= UInt64(UInt16.max) || start + size >= UInt64(UInt32.max) {
            end.append(0x0606_4b50 as UInt32)
            end.append(44 as UInt64)
            end.append(45 as UInt16)
            end.append(45 as UInt16)
            end.append(0 as UInt32)
            end.append(0 as UInt32)
            for value in [count, count, size, start] { end.append(value) }
            end.append(0x0706_4b50 as UInt32)
            end.append(0 as UInt32)
            end.append(start + size)
            end.append(1 as UInt32)
        }
        end.append(0x0605_4b50 as UInt32)
        end.append(0 as UInt16)
        end.append(0 as UInt16)
        end.append(UInt16(clamping: count))
        end.append(UInt16(clamping: count))
        end.append(UInt32(clamping: size))
        end.append(UInt32(clamping: start))
        end.append(0 as UInt16)
        try write(directory)
        try write(end)
    }
}

extension [UInt8] {
    /// Appends a number, lowest byte first.
    fileprivate mutating func append<Number: FixedWidthInteger>(_ number: Number)
    where Number: UnsignedInteger {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
