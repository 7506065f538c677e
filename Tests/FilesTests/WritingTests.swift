import Files
import Foundation
import Testing

@Suite("Writing files")
struct WritingTests {
    /// A folder that is removed with the test.
    private final class Folder {
        let path = NSTemporaryDirectory() + "files-tests-" + UUID().uuidString
        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
        var entries: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
        }
        func bytes(_ name: String) throws -> [UInt8] {
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
        }
    }

    @Test("what survives a power cut is written, also where no folder is named")
    func survives() throws {
        let folder = try Folder()
        try writeAtomically([1, 2], to: folder.path + "/a.bin", survivesPowerLoss: true)
        #expect(try folder.bytes("a.bin") == [1, 2])
        #expect(try folder.entries == ["a.bin"])
        #expect(writeNames(in: folder.path + "/") && writeNames(in: ""))
        #expect(!writeNames(in: folder.path + "/nowhere"))
        #expect(!writeNames(in: folder.path + "/a.bin/inside"))
    }

    @Test("many parts, and bytes written over earlier ones, are one file")
    func parts() throws {
        let folder = try Folder()
        let file = try UnfinishedFile(folder.path + "/b.bin")
        let parts = (0..<300).map { [UInt8](repeating: UInt8($0 % 251), count: 700) }
        for part in parts { try file.write(part) }
        try file.write([9, 9, 9], at: 1)
        try file.write("end")
        #expect(try folder.entries.allSatisfy(UnfinishedFile.isUnfinished))
        try file.finish(survivesPowerLoss: false)
        var expected = parts.flatMap(\.self) + Array("end".utf8)
        expected.replaceSubrange(1..<4, with: [9, 9, 9])
        #expect(try folder.bytes("b.bin") == expected)
        #expect(try folder.entries == ["b.bin"])
    }

    @Test("a file that is given up leaves nothing")
    func givenUp() throws {
        let folder = try Folder()
        try UnfinishedFile(folder.path + "/c.bin").write([1])
        #expect(try folder.entries == [])
    }
}
