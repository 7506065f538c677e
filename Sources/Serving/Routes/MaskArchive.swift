import Files

/// A zip archive (PKWARE's APPNOTE 6.3) of files that are compressed already, made while it is sent.
///
/// Counts are written with 16 bits and places with 32.
struct MaskArchive {
    /// Files that can be counted.
    static let mostFiles = 65_535
    /// Why an archive is not finished.
    struct TooLarge: Error {}

    private let send: ([UInt8]) throws -> Void
    private var directory: [UInt8] = []
    private var offset = 0
    private var count = 0

    /// - `send`: takes the bytes, part by part.
    init(_ send: @escaping ([UInt8]) throws -> Void) { self.send = send }

    /// Adds a file.
    ///
    /// - `name`: in ASCII.
    /// - Throws: what `send` throws, `TooLarge`.
    mutating func add(_ bytes: [UInt8], as name: String) throws {
        guard offset + bytes.count < Int(UInt32.max), count < Self.mostFiles else {
            throw TooLarge()
        }
        // Version 2.0, no flags, stored, 1980-01-01.
        let common =
            Self.short(20) + Self.short(0) + Self.short(0) + Self.short(0) + Self.short(0x21)
            + Self.long(Int(bytes.withUnsafeBytes { CRC32.checksum($0) }))
            + Self.long(bytes.count) + Self.long(bytes.count) + Self.short(name.utf8.count)
        let local = Self.long(0x0403_4b50) + common + Self.short(0) + Array(name.utf8)
        directory += Self.long(0x0201_4b50) + Self.short(20) + common
        // No extra field, no comment, first disk, no attributes.
        directory += [UInt8](repeating: 0, count: 12) + Self.long(offset) + Array(name.utf8)
        try send(local + bytes)
        offset += local.count + bytes.count
        count += 1
    }

    /// Sends the directory.
    ///
    /// - Throws: what `send` throws.
    mutating func finish() throws {
        try send(
            directory + Self.long(0x0605_4b50) + Self.long(0) + Self.short(count)
                + Self.short(count) + Self.long(directory.count) + Self.long(offset)
                + Self.short(0))
    }

    private static func short(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }

    private static func long(_ number: Int) -> [UInt8] { short(number) + short(number >> 16) }
}
