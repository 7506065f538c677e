/// A zip archive, byte by byte, with whatever is to be wrong in it.
package struct ZipBytes: Sendable {
    package struct Entry: Sendable {
        package var name: String
        package var data: [UInt8]
        package var method: UInt16 = 0
        package var flags: UInt16 = 0
        /// In the directory and in the local header; by default that of the data.
        package var checksum: UInt32?
        /// In the directory; by default that of the data.
        package var size: UInt64?
        /// In the directory; by default where the local header lies.
        package var offset: UInt64?
        /// In the local header; by default the same name.
        package var localName: String?
        /// Bytes of an extra field before the data.
        package var padding = 0
        /// Sizes and checksum follow the data, as PyTorch writes them.
        package var hasDescriptor = false

        package init(_ name: String, _ data: [UInt8]) { (self.name, self.data) = (name, data) }
    }

    package var entries: [Entry] = []
    package var isWide = false
    /// Number of entries in the end record; by default as many as there are.
    package var count: UInt64?
    /// Start of the directory in the end record; by default where it is.
    package var directory: UInt64?
    package var comment: [UInt8] = []

    /// What torch.save writes, in a folder of this name.
    package init(
        _ pickle: [UInt8], storages: [(key: String, data: [UInt8])], folder: String = "archive"
    ) {
        entries = [
            Entry("\(folder)/data.pkl", pickle), Entry("\(folder)/byteorder", Array("little".utf8)),
        ]
        entries += storages.map { Entry("\(folder)/data/\($0.key)", $0.data) }
        entries.append(Entry("\(folder)/version", Array("3\n".utf8)))
    }

    /// One tensor "w" of the two floats 1 and 2.
    package static func pair(_ pickle: [UInt8] = Pickle.checkpoint()) -> ZipBytes {
        ZipBytes(pickle, storages: [("0", floats(1, 2))])
    }

    package static func floats(_ values: Float...) -> [UInt8] {
        values.flatMap { littleEndian($0.bitPattern) }
    }

    /// The entry of this name without its folder, to be changed.
    package subscript(name: String) -> Entry {
        get { entries[index(name)] }
        set { entries[index(name)] = newValue }
    }

    private func index(_ name: String) -> Int {
        guard let index = entries.firstIndex(where: { $0.name.hasSuffix("/\(name)") }) else {
            preconditionFailure("no entry \(name)")
        }
        return index
    }

    package var bytes: [UInt8] {
        var file: [UInt8] = []
        var records: [UInt8] = []
        for entry in entries {
            let start = file.count
            let checksum = entry.checksum ?? Self.checksum(entry.data)
            let size = UInt32(entry.data.count)
            let name = Array((entry.localName ?? entry.name).utf8)
            let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
            file += [0x50, 0x4B, 3, 4, 20, 0] + littleEndian(flags) + littleEndian(entry.method)
            file += [0, 0, 0, 0] + littleEndian(entry.hasDescriptor ? 0 : checksum)
            file += littleEndian(entry.hasDescriptor ? 0 : size)
            file += littleEndian(entry.hasDescriptor ? 0 : size)
            file += littleEndian(UInt16(name.count))
            file += littleEndian(UInt16(entry.padding == 0 ? 0 : entry.padding + 4)) + name
            if entry.padding > 0 {
                file += [0x46, 0x42] + littleEndian(UInt16(entry.padding))
                file += Array(repeating: 0x5A, count: entry.padding)
            }
            file += entry.data
            if entry.hasDescriptor {
                file += [0x50, 0x4B, 7, 8] + littleEndian(checksum)
                file += littleEndian(size) + littleEndian(size)
            }
            records += record(entry, checksum, start)
        }
        let start = UInt64(file.count)
        file += records
        return file + end(start: start, size: UInt64(records.count))
    }

    private func record(_ entry: Entry, _ checksum: UInt32, _ start: Int) -> [UInt8] {
        let size = entry.size ?? UInt64(entry.data.count)
        let offset = entry.offset ?? UInt64(start)
        let wide = isWide || size > UInt32.max - 1 || offset > UInt32.max - 1
        let fields = [size, size, offset]
        let extra: [UInt8] = wide ? [1, 0, 24, 0] + fields.flatMap(littleEndian) : []
        let narrow = fields.map { wide ? UInt32.max : UInt32($0) }
        var record: [UInt8] = [0x50, 0x4B, 1, 2, 20, 0, 20, 0]
        record += littleEndian(entry.flags | (entry.hasDescriptor ? 8 : 0))
        record += littleEndian(entry.method) + [0, 0, 0, 0] + littleEndian(checksum)
        record += littleEndian(narrow[0]) + littleEndian(narrow[1])
        record += littleEndian(UInt16(entry.name.utf8.count))
        record += littleEndian(UInt16(extra.count)) + [UInt8](repeating: 0, count: 10)
        record += littleEndian(narrow[2]) + Array(entry.name.utf8)
        return record + extra
    }

    private func end(start: UInt64, size: UInt64) -> [UInt8] {
        let count = count ?? UInt64(entries.count)
        let directory = directory ?? start
        var end: [UInt8] = []
        if isWide {
            end += [0x50, 0x4B, 6, 6] + littleEndian(UInt64(44)) + [30, 3, 45, 0]
            end += [UInt8](repeating: 0, count: 8) + littleEndian(count) + littleEndian(count)
            end += littleEndian(size) + littleEndian(directory)
            end += [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + littleEndian(start + size) + [1, 0, 0, 0]
        }
        end += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        end += littleEndian(UInt16(truncatingIfNeeded: count))
        end += littleEndian(UInt16(truncatingIfNeeded: count))
        end += littleEndian(UInt32(truncatingIfNeeded: size))
        end += littleEndian(UInt32(truncatingIfNeeded: directory))
        return end + littleEndian(UInt16(comment.count)) + comment
    }

    /// CRC-32 bit by bit, as its definition says.
    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        }
        return ~crc
    }
}
