import Weights

/// One file in a zip archive, as the archive's directory describes it.
struct ZipEntry: Sendable {
    /// With the folders above it, divided by "/".
    let name: String
    /// Where its local header lies in the file.
    let header: Int
    /// Bytes of data, which are stored as they are.
    let size: Int
    let checksum: UInt32
    /// Where the next entry, or the directory, begins.
    fileprivate(set) var end: Int

    /// Bytes of a local header without name and extra fields.
    static let headerSize = 30

    /// Least bytes from the local header to the end of the data.
    fileprivate var leastExtent: Int { Self.headerSize + name.utf8.count + size }
}

extension ZipEntry {
    /// Reads one record of the directory.
    ///
    /// - `directory`: where the directory begins in the file, and all entries end.
    /// - Throws: `WeightsError.damaged`, `CheckpointError.unsupported`.
    init(_ cursor: inout ByteCursor, directory: Int, path: String) throws {
        func damaged(_ place: String, _ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: place, found: found, expected: expected)
        }
        guard let fixed = cursor.take(46), fixed.starts(with: [0x50, 0x4B, 1, 2]) else {
            throw damaged("zip directory", "no record of an entry", "one for every entry")
        }
        var fields = ByteCursor(fixed, at: 8)
        guard let flags = fields.number(UInt16.self), let method = fields.number(UInt16.self),
            fields.take(4) != nil, let checksum = fields.number(UInt32.self),
            let compressed = fields.number(UInt32.self), let size = fields.number(UInt32.self),
            let nameCount = fields.number(UInt16.self), let extraCount = fields.number(UInt16.self),
            let commentCount = fields.number(UInt16.self), fields.take(8) != nil,
            let header = fields.number(UInt32.self)
        else { preconditionFailure("46 bytes hold all fields") }
        guard let nameBytes = cursor.take(Int(nameCount)),
            let extra = cursor.take(Int(extraCount)), cursor.take(Int(commentCount)) != nil
        else { throw damaged("zip directory", "its end inside a record", "whole records") }
        guard let name = String(utf8: nameBytes), Self.isPlain(name) else {
            throw damaged(
                "zip directory", "an entry named \(Self.quoted(nameBytes))",
                "a path inside the archive")
        }
        guard flags & 1 == 0 else {
            throw CheckpointError.unsupported(
                path: path, place: name, found: "encrypted data", expected: "plain data")
        }
        guard method == 0 else {
            throw CheckpointError.unsupported(
                path: path, place: name,
                found: "data compressed by method \(method)" + (method == 8 ? " (deflate)" : ""),
                expected: "data stored as they are, as torch.save does")
        }
        var wide = Zip64Fields(extra)
        guard let size = wide.value(size), let compressed = wide.value(compressed),
            let header = wide.value(header)
        else { throw damaged(name, "sizes beyond the file", "sizes within it") }
        guard size == compressed else {
            throw damaged(name, "\(compressed) bytes stored for \(size)", "as many as stored")
        }
        (self.name, self.header, self.size, self.checksum) = (name, header, size, checksum)
        end = directory
        guard header <= directory, size <= directory,
            leastExtent <= directory - header
        else {
            throw damaged(
                name, "\(size) bytes from byte \(header)",
                "data within the \(directory) bytes before the zip directory")
        }
    }

    /// Whether a name is a path that stays inside the archive.
    private static func isPlain(_ name: String) -> Bool {
        guard !name.isEmpty, !name.hasPrefix("/"),
            !name.unicodeScalars.contains(where: { $0 == "\\" || $0.value < 0x20 })
        else { return false }
        return !name.split(separator: "/").contains("..")
    }

    /// A name for a message, however odd.
    private static func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix(80), as: UTF8.self).debugDescription
    }

    /// Tells every entry where the one after it begins.
    ///
    /// - Throws: `WeightsError.damaged`, if two entries overlap.
    static func separate(_ entries: inout [ZipEntry], path: String) throws {
        let order = entries.indices.sorted { entries[$0].header < entries[$1].header }
        for (index, next) in zip(order, order.dropFirst()) {
            entries[index].end = entries[next].header
            guard entries[index].leastExtent <= entries[next].header - entries[index].header else {
                throw WeightsError.damaged(
                    path: path, place: entries[next].name,
                    found: "a header at byte \(entries[next].header), inside the data of "
                        + entries[index].name,
                    expected: "entries beside each other")
            }
        }
    }

    /// Where the data lie in the file, once the local header has been compared with the directory.
    ///
    /// - Throws: `WeightsError.damaged`.
    func dataRange(in file: UnsafeRawBufferPointer, path: String) throws -> Range<Int> {
        func damaged(_ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: name, found: found, expected: expected)
        }
        var cursor = ByteCursor(file, at: header)
        guard let fixed = cursor.take(Self.headerSize), fixed.starts(with: [0x50, 0x4B, 3, 4])
        else { throw damaged("no local header at byte \(header)", "one") }
        var fields = ByteCursor(fixed, at: 6)
        guard let flags = fields.number(UInt16.self), let method = fields.number(UInt16.self),
            fields.take(4) != nil, let checksum = fields.number(UInt32.self),
            fields.take(8) != nil, let nameCount = fields.number(UInt16.self),
            let extraCount = fields.number(UInt16.self)
        else { preconditionFailure("\(Self.headerSize) bytes hold all fields") }
        guard let nameBytes = cursor.take(Int(nameCount)), name.utf8.elementsEqual(nameBytes),
            method == 0
        else { throw damaged("another entry at byte \(header)", "the one of the zip directory") }
        // With bit 3 set, the checksum follows the data and the directory alone is sure to have it.
        guard flags & 8 != 0 || checksum == self.checksum else {
            throw damaged("two checksums", "the same in header and zip directory")
        }
        guard cursor.take(Int(extraCount)) != nil, cursor.position <= end,
            size <= end - cursor.position
        else {
            throw damaged(
                "\(size) bytes from byte \(cursor.position)", "data that end by byte \(end)")
        }
        return cursor.position..<(cursor.position + size)
    }
}

/// The extra field that holds what is too large for 32 bits (APPNOTE 4.5.3).
private struct Zip64Fields {
    private var cursor: ByteCursor?

    init(_ extra: UnsafeRawBufferPointer) {
        var fields = ByteCursor(extra)
        while let kind = fields.number(UInt16.self), let size = fields.number(UInt16.self),
            let content = fields.take(Int(size))
        {
            if kind == 1 {
                cursor = ByteCursor(content)
                return
            }
        }
    }

    /// A field of the record, or the next of the wide ones if it says so; nil beyond `Int`.
    mutating func value(_ field: UInt32) -> Int? {
        guard field == .max else { return Int(field) }
        guard let wide = cursor?.number(UInt64.self) else { return nil }
        return Int(exactly: wide)
    }
}
