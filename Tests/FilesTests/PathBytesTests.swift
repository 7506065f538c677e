import Files
import Foundation
import Testing

@Suite("Paths that are not UTF-8")
struct PathBytesTests {
    @Test(
        "any bytes come back",
        arguments: [
            [0x66, 0xFE, 0x30], [0xFF], [0x80, 0x80], [0xC3], [0xC3, 0xA9], [0xE2, 0x82],
            [0xF0, 0x9F, 0x90, 0xB6, 0xF0, 0x9F], [0xED, 0xA0, 0x80], [0x61, 0xC3, 0x28, 0xFE],
            [0xF4, 0x8F, 0xBF, 0xBD], [],
        ] as [[UInt8]])
    func returned(_ bytes: [UInt8]) {
        let path = String(pathBytes: bytes)
        #expect(path.pathBytes.map { UInt8(bitPattern: $0) } == bytes + [0])
        #expect(path.hasForeignBytes == (String(validating: bytes, as: UTF8.self) == nil))
    }

    @Test("they are shown by their numbers, and different paths differ")
    func shown() {
        #expect(String(pathBytes: [0x66, 0xFE, 0xC3, 0xA9, 0x30]).legiblePath == "f%FEé0")
        #expect(String(pathBytes: "über".utf8).legiblePath == "über")
        #expect(String(pathBytes: [0xFE]) != String(pathBytes: [0xFF]))
    }

    @Test("a file is read, a folder listed")
    func opened() throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/" + String(pathBytes: [0x61, 0xFF])
        let descriptor = open(path.pathBytes, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        #expect(write(descriptor, "abc", 3) == 3)
        close(descriptor)
        #expect(try RegularFile.contents(of: path, limit: 9) == Array("abc".utf8))
        #expect(visibleNames(in: folder) == [String(pathBytes: [0x61, 0xFF])])
    }
}
