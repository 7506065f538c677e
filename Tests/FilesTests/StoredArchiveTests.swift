import Files
import Foundation
import ReferencePython
import Testing

/// Archives beyond the limits of the first zip format, read by another program.
@Suite(.enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)))
struct StoredArchiveTests {
    struct Answer: Decodable {
        let count: Int
        let read: [String: String]
    }

    @Test(arguments: [3, 65_534, 65_535, 70_000])
    func anyNumberOfEntries(_ count: Int) throws {
        let answer = try read(entries: count, after: 0)
        #expect(answer.count == count)
        #expect(answer.read == expected(count))
    }

    /// As if earlier entries had filled the file up to there; nothing of it is on the disk.
    @Test(arguments: [(1 << 32) - 100, (1 << 32) - 1, 1 << 32, 9 << 30])
    func entriesBeyond4GiB(_ offset: Int) throws {
        let answer = try read(entries: 6, after: offset)
        #expect(answer.count == 6)
        #expect(answer.read == expected(6))
    }

    private func read(entries: Int, after offset: Int) throws -> Answer {
        let path = NSTemporaryDirectory() + "archive-\(UUID().uuidString).zip"
        try Data().write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(offset))
        var written: [UInt8] = []
        var archive = StoredArchive(at: UInt64(offset)) { written += $0 }
        for entry in 0..<entries { try archive.add(Array("mask \(entry)".utf8), as: name(entry)) }
        try archive.finish()
        try file.write(contentsOf: written)
        try file.close()
        return try ReferencePython.run("zip_reference.py", on: ["path": path])
    }

    private func name(_ entry: Int) -> String { "Annotations/video/0/\(entry).png" }

    private func expected(_ count: Int) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: [0, count - 2, count - 1].map { (name($0), "mask \($0)") })
    }
}
