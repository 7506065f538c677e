import Files

/// How many bytes a film's container says it has, by the sizes of its outermost parts: more than the file
/// has where it was cut.
///
/// ISO/IEC 14496-12 boxes (MP4, MOV), RIFF chunks (AVI) and Matroska's segment (RFC 9559) have sizes; MPEG
/// transport streams are whole packets, and a GIF has a trailer.
package struct FilmExtent: Equatable {
    /// Bytes of the file.
    package let bytes: Int
    /// Bytes that its container promises.
    package let promised: Int

    /// Bytes of a packet of a transport stream (ISO/IEC 13818-1).
    private static let packet = 188

    /// Whether the file ends before its container does.
    var isCut: Bool { bytes < promised }

    /// - Returns: nil for containers that promise nothing.
    /// - Throws: `FileFailure`.
    package init?(path: String) throws(FileFailure) {
        let file = try RegularFile(path)
        let start = try file.read(upTo: 2 * Self.packet)
        bytes = file.size
        if start.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) {
            guard let end = Self.matroska(start) else { return nil }
            promised = end
        } else if start.starts(with: "RIFF".utf8), start.count >= 12,
            start[8..<12].elementsEqual("AVI ".utf8)
        {
            // Writers that do not know the size leave it 0 or at its highest.
            let size = start[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard size > 0, size < Int(Int32.max) else { return nil }
            promised = size + 8
        } else if start.starts(with: "GIF8".utf8) {
            let isEnded = try file.read(upTo: 1, from: file.size - 1) == [0x3b]
            promised = isEnded ? file.size : file.size + 1
        } else if start.count == 2 * Self.packet, start[0] == 0x47, start[Self.packet] == 0x47 {
            promised = (file.size + Self.packet - 1) / Self.packet * Self.packet
        } else if start.count >= 8,
            ["ftyp", "moov", "wide", "mdat"].contains(where: { start[4..<8].elementsEqual($0.utf8) }
            )
        {
            promised = try Self.boxes(file)
        } else {
            return nil
        }
    }

    /// Where the last of the boxes ends that begin inside the file.
    private static func boxes(_ file: RegularFile) throws(FileFailure) -> Int {
        var at = 0
        while at + 8 <= file.size {
            let head = try file.read(upTo: 16, from: at)
            // What follows the last box without being one promises nothing.
            guard head.count >= 8, head[4..<8].allSatisfy({ 0x20...0x7e ~= $0 || $0 == 0xa9 })
            else { return at }
            var length = UInt64(head[..<4])
            if length == 0 { return file.size }
            if length == 1, head.count == 16 { length = UInt64(head[8...]) }
            guard length >= 8, length < UInt64(Int.max / 2) else { return at }
            at += Int(length)
        }
        return at
    }

    /// The end of the segment behind the EBML header; nil where it is of unknown size.
    private static func matroska(_ start: [UInt8]) -> Int? {
        guard let head = element(start, 4), head.next + head.size + 4 < start.count else {
            return nil
        }
        let segment = head.next + head.size
        guard start[segment..<(segment + 4)].elementsEqual([0x18, 0x53, 0x80, 0x67]),
            let body = element(start, segment + 4)
        else { return nil }
        return body.next + body.size
    }

    /// The size at `at` (EBML, RFC 8794) and where it ends; nil for an unknown one.
    private static func element(_ bytes: [UInt8], _ at: Int) -> (size: Int, next: Int)? {
        guard at < bytes.count else { return nil }
        let length = bytes[at].leadingZeroBitCount + 1
        guard length <= 8, at + length <= bytes.count else { return nil }
        let mask = (1 << (7 * length)) - 1
        let size = bytes[at..<(at + length)].reduce(0) { $0 << 8 | Int($1) } & mask
        return size == mask ? nil : (size, at + length)
    }
}

extension UInt64 {
    /// Up to eight bytes, highest first.
    fileprivate init(_ bytes: ArraySlice<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
