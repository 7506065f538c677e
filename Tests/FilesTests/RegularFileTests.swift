import Files
import Foundation
import Testing

@Suite struct RegularFileTests {
    @Test func filesAreReadUpToALimit() throws {
        let path = NSTemporaryDirectory() + "regular-file-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data([1, 2, 3, 4, 5]).write(to: URL(fileURLWithPath: path))
        #expect(try RegularFile.contents(of: path, limit: 5) == [1, 2, 3, 4, 5])
        #expect(throws: FileFailure.tooLarge(bytes: 5, limit: 4)) {
            try RegularFile.contents(of: path, limit: 4)
        }
        let file = try RegularFile(path)
        #expect(file.size == 5)
        #expect(try file.read(upTo: 2) == [1, 2])
        #expect(try file.read(upTo: 100) == [3, 4, 5])
        #expect(try file.read(upTo: 100) == [])
    }

    @Test func whatIsNoRegularFileIsRefused() throws {
        #expect(throws: FileFailure.missing) { try RegularFile("/nowhere/at-all") }
        #expect(throws: FileFailure.unreadable(reason: "it is a folder")) { try RegularFile("/") }
        #expect(throws: FileFailure.unreadable(reason: "it is not a regular file")) {
            try RegularFile("/dev/zero")
        }
    }
}
