import Foundation

/// The files of a zip archive that are stored as they are, by its directory.
struct StoredFiles {
    struct Damaged: Error {}

    private(set) var files: [String: Data] = [:]

    init(_ archive: Data) throws {
        let bytes = Array(archive)
        func number(_ at: Int, _ count: Int) throws -> Int {
            guard at >= 0, at + count <= bytes.count else { throw Damaged() }
            return bytes[at..<(at + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let end = bytes.count - 22
        guard try number(end, 4) == 0x0605_4b50 else { throw Damaged() }
        var at = try number(end + 16, 4)
        for _ in 0..<(try number(end + 10, 2)) {
            guard try number(at, 4) == 0x0201_4b50 else { throw Damaged() }
            let (size, length) = try (number(at + 20, 4), number(at + 28, 2))
            let name = String(decoding: bytes[(at + 46)..<(at + 46 + length)], as: UTF8.self)
            let local = try number(at + 42, 4)
            guard try number(local, 4) == 0x0403_4b50, try number(local + 26, 2) == length else {
                throw Damaged()
            }
            let start = local + 30 + length
            files[name] = Data(bytes[start..<(start + size)])
            at += 46 + length
        }
        guard at == end else { throw Damaged() }
    }
}
