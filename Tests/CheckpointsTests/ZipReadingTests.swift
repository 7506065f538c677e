import Files
import Foundation
import Parsing
import Tensors
import Testing
import TorchBytes
import Weights

@testable import Checkpoints

@Suite("Zip archives of checkpoints")
struct ZipReadingTests {
    private func values(_ zip: ZipBytes) throws -> [Float]? {
        try withFile(zip.bytes) { try CheckpointFile.open($0).tensor("w")?.values }
    }

    @Test("are read whatever the folder's name", arguments: ["archive", "a b.c", "größe", "model"])
    func folders(_ folder: String) throws {
        let zip = ZipBytes(
            Pickle.checkpoint(), storages: [("0", ZipBytes.floats(1, 2))], folder: folder)
        #expect(try values(zip) == [1, 2])
    }

    @Test("may have ZIP64 records, descriptors, padding and comments")
    func variants() throws {
        var zip = ZipBytes.pair()
        zip.isWide = true
        #expect(try values(zip) == [1, 2])
        for padding in 0..<9 {
            for index in zip.entries.indices { zip.entries[index].padding = padding }
            #expect(try values(zip) == [1, 2])
        }
        for index in zip.entries.indices { zip.entries[index].hasDescriptor = true }
        zip.comment = Array("PK\u{5}\u{6} is a comment".utf8)
        #expect(try values(zip) == [1, 2])
        zip.isWide = false
        #expect(try values(zip) == [1, 2])
    }

    @Test("may hold more than a checkpoint needs, folders among them")
    func more() throws {
        var zip = ZipBytes.pair()
        zip.entries.append(.init("archive/", []))
        zip.entries.append(.init("archive/.data/serialization_id", Array("1".utf8)))
        #expect(try values(zip) == [1, 2])
    }

    @Test("keep the storages of other values unread")
    func unread() throws {
        let adam = Pickle.tensor(Pickle.storage("1", count: 2), shape: [2], strides: [1])
        var zip = ZipBytes.pair(Pickle.checkpoint(beside: adam))
        zip.entries.append(.init("archive/data/1", ZipBytes.floats(3, 4)))
        zip["data/1"].checksum = 7
        zip["data/1"].localName = "archive/data/9"
        #expect(try values(zip) == [1, 2])
        zip["data/0"].checksum = 7
        try withFile(zip.bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(file.names == ["w"])
            let error = WeightsError.damaged(
                path: path, place: "archive/data/0", found: "checksum 2e3fa576", expected: "7")
            #expect(throws: error) { try file.tensor("w") }
            #expect(throws: error) {
                try WeightScope(file, compute: try Compute(threads: 1)).tensor("w", [2])
            }
        }
    }

    @Test("agree with the definition of CRC-32", arguments: [0, 1, 7, 8, 9, 63, 1000])
    func checksums(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
        let found = bytes.withUnsafeBytes(CRC32.checksum)
        #expect(found == ZipBytes.checksum(bytes))
        #expect(Array("123456789".utf8).withUnsafeBytes(CRC32.checksum) == 0xCBF4_3926)
    }
}
