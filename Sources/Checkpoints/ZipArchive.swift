import Weights

/// The directory of a zip archive whose entries are stored as they are: what torch.save writes.
///
/// Format: PKWARE's APPNOTE 6.3.10, with ZIP64. The directory at the end of the file counts; local
/// headers are compared with it once an entry is read.
struct ZipArchive: Sendable {
    private let entries: [String: ZipEntry]

    /// Entries that are read at most; every tensor of a checkpoint has one.
    static let limit = 1 << 16

    /// - Throws: `WeightsError.damaged`, `CheckpointError`.
    init(_ file: UnsafeRawBufferPointer, path: String) throws {
        func damaged(_ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: "zip directory", found: found, expected: expected)
        }
        guard let end = ZipEnd(file) else {
            throw damaged("none within the \(file.count) bytes", "one at the end of the file")
        }
        let directory = end.directory
        guard let start = Int(exactly: directory.start), let size = Int(exactly: directory.size),
            start <= end.position, size == end.position - start
        else {
            throw damaged(
                "\(directory.size) bytes from byte \(directory.start)",
                "what ends at byte \(end.position)")
        }
        guard directory.count <= Self.limit else {
            throw CheckpointError.tooLarge(
                path: path, place: "zip directory", found: "\(directory.count) entries",
                limit: "\(Self.limit)")
        }
        var cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: file[..<end.position]), at: start)
        var list: [ZipEntry] = []
        for _ in 0..<directory.count {
            list.append(try ZipEntry(&cursor, directory: start, path: path))
        }
        guard cursor.remaining == 0 else {
            throw damaged(
                "\(cursor.remaining) bytes after \(list.count) entries", "entries alone")
        }
        try ZipEntry.separate(&list, path: path)
        var entries: [String: ZipEntry] = [:]
        for entry in list where entries.updateValue(entry, forKey: entry.name) != nil {
            throw WeightsError.damaged(
                path: path, place: entry.name, found: "it twice", expected: "each name once")
        }
        self.entries = entries
    }

    /// Names of all entries, in no order.
    var names: some Sequence<String> { entries.keys }

    subscript(name: String) -> ZipEntry? { entries[name] }
}

/// The record at the very end of an archive, which tells where the directory lies.
private struct ZipEnd {
    /// Where the first of the records at the end begins.
    let position: Int
    let directory: (start: UInt64, size: UInt64, count: UInt64)

    /// Bytes of the record without its comment.
    private static let size = 22

    /// Nil for a file without one.
    init?(_ file: UnsafeRawBufferPointer) {
        let last = file.count - Self.size
        let found = stride(from: last, through: max(0, last - Int(UInt16.max)), by: -1).first {
            Self.isRecord(file, at: $0)
        }
        guard let found else { return nil }
        if let wide = Self.wide(file, before: found) {
            (position, directory) = wide
            return
        }
        var cursor = ByteCursor(file, at: found + 4)
        guard cursor.number(UInt32.self) == 0, let here = cursor.number(UInt16.self),
            let count = cursor.number(UInt16.self), here == count,
            let size = cursor.number(UInt32.self), let start = cursor.number(UInt32.self)
        else { return nil }
        position = found
        directory = (UInt64(start), UInt64(size), UInt64(count))
    }

    /// Whether a record begins here whose comment ends with the file.
    private static func isRecord(_ file: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard file[position] == 0x50, file[position + 1] == 0x4B, file[position + 2] == 5,
            file[position + 3] == 6
        else { return false }
        var cursor = ByteCursor(file, at: position + 20)
        return cursor.number(UInt16.self).map(Int.init) == file.count - position - size
    }

    /// The ZIP64 record, where a locator before the plain record points to one.
    private static func wide(
        _ file: UnsafeRawBufferPointer, before end: Int
    ) -> (Int, (start: UInt64, size: UInt64, count: UInt64))? {
        guard end >= 20 else { return nil }
        var cursor = ByteCursor(file, at: end - 20)
        guard let signature = cursor.take(4), signature.elementsEqual([0x50, 0x4B, 6, 7]),
            cursor.number(UInt32.self) == 0, let offset = cursor.number(UInt64.self),
            cursor.number(UInt32.self) == 1, let position = Int(exactly: offset),
            position <= end - 20
        else { return nil }
        cursor = ByteCursor(file, at: position)
        guard let signature = cursor.take(4), signature.elementsEqual([0x50, 0x4B, 6, 6]),
            cursor.take(12) != nil, cursor.number(UInt64.self) == 0,
            let here = cursor.number(UInt64.self), let count = cursor.number(UInt64.self),
            here == count, let size = cursor.number(UInt64.self),
            let start = cursor.number(UInt64.self)
        else { return nil }
        return (position, (start, size, count))
    }
}
