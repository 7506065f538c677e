import Testing
import TorchBytes

@testable import Checkpoints

extension DamagedFile where Sample == ZipBytes {
    static let table: [DamagedFile] = [
        .init(
            "cut off",
            "zip directory: found none within the 300 bytes, expected one at the end of the file"
                + again, Array(ZipBytes.pair().bytes.prefix(300))),
        .init(
            "empty archive",
            "zip archive: found no data.pkl, expected one data.pkl in a folder, as torch.save "
                + "writes it" + saveAgain
        ) { $0.entries = [] },
        .init(
            "pickle with a wrong checksum",
            "archive/data.pkl: found checksum *, expected 7" + again
        ) { $0["data.pkl"].checksum = 7 },
        .init(
            "deflated storage",
            "archive/data/0: found data compressed by method 8 (deflate), expected data stored as "
                + "they are, as torch.save does" + saveAgain
        ) { $0["data/0"].method = 8 },
        .init(
            "other compression",
            "archive/data/0: found data compressed by method 14, expected data stored as they are, "
                + "as torch.save does" + saveAgain
        ) { $0["data/0"].method = 14 },
        .init(
            "encrypted", "archive/data/0: found encrypted data, expected plain data" + saveAgain
        ) { $0["data/0"].flags = 1 },
        .init(
            "overlapping entries",
            "archive/data/0: found a header at byte *, inside the data of archive/data.pkl, "
                + "expected entries beside each other" + again
        ) { $0["data/0"].offset = 90 },
        .init(
            "entries in one place",
            "archive/*: found a header at byte 0, inside the data of archive/*, "
                + "expected entries beside each other" + again
        ) { $0["data/0"].offset = 0 },
        .init(
            "entry longer than it is",
            "archive/version: found a header at byte *, inside the data of archive/data/0, "
                + "expected entries beside each other" + again
        ) { $0["data/0"].size = 9 },
        .init(
            "header elsewhere",
            "archive/data/0: found no local header at byte *, expected one" + again
        ) { zip in
            zip["data/0"].offset = zip.storageOffset + 1
            zip["data/0"].hasDescriptor = true
        },
        .init(
            "header of another entry",
            "archive/data/0: found another entry at byte *, expected the one of the zip directory"
                + again
        ) { $0["data/0"].localName = "archive/data/1" },
        .init(
            "size of all 64 bits",
            "archive/data/0: found sizes beyond the file, expected sizes within it" + again
        ) { $0["data/0"].size = .max },
        .init(
            "size of 2^63 - 1",
            "archive/data/0: found 9223372036854775807 bytes from byte *, expected data within the "
                + "* bytes before the zip directory" + again
        ) { $0["data/0"].size = 1 << 63 - 1 },
        .init(
            "offset of 2^63",
            "archive/data/0: found sizes beyond the file, expected sizes within it" + again
        ) { $0["data/0"].offset = 1 << 63 },
        .init(
            "offset of 2^63 - 1",
            "archive/data/0: found 8 bytes from byte 9223372036854775807, expected data within the "
                + "* bytes before the zip directory" + again
        ) { $0["data/0"].offset = 1 << 63 - 1 },
        .init(
            "2^63 entries",
            "zip directory: found 9223372036854775808 entries, expected 65536 at "
                + "most; save the model's state_dict alone, or get it as safetensors"
        ) { ($0.isWide, $0.count) = (true, 1 << 63) },
        .init(
            "more entries than records",
            "zip directory: found no record of an entry, expected one for every entry" + again
        ) { $0.count = 60_000 },
        .init(
            "fewer entries than records",
            "zip directory: found * bytes after 1 entries, expected entries alone" + again
        ) { $0.count = 1 },
        .init(
            "directory beyond the file",
            "zip directory: found * bytes from byte 18446744073709551615, expected what ends at "
                + "byte *" + again
        ) { ($0.isWide, $0.directory) = (true, .max) },
        .init(
            "name twice", "archive/version: found it twice, expected each name once" + again
        ) { $0.entries.append(.init("archive/version", [])) },
        .init(
            "two pickles",
            "zip archive: found 2 times data.pkl, expected one data.pkl in a folder, as torch.save "
                + "writes it" + saveAgain
        ) { $0.entries.append(.init("other/data.pkl", [])) },
        .init(
            "way out of the archive",
            #"zip directory: found an entry named "archive/../../etc/passwd", expected a path "#
                + "inside the archive" + again
        ) { $0.entries.append(.init("archive/../../etc/passwd", [])) },
        .init(
            "path from the root",
            #"zip directory: found an entry named "/etc/passwd", expected a path inside the "#
                + "archive" + again
        ) { $0.entries.append(.init("/etc/passwd", [])) },
        .init(
            "back slashes",
            #"zip directory: found an entry named "archive\\data.pkl", expected a path inside the "#
                + "archive" + again
        ) { $0.entries.append(.init("archive\\data.pkl", [])) },
        .init(
            "name without letters",
            #"zip directory: found an entry named "", expected a path inside the archive"# + again
        ) { $0.entries.append(.init("", [])) },
        .init(
            "name with a zero byte",
            #"zip directory: found an entry named "a\0b", expected a path inside the archive"#
                + again
        ) { $0.entries.append(.init("a\0b", [])) },
        .init(
            "storage that is not there",
            "tensor w: found no storage 0, expected one with its values" + again
        ) { $0.entries.removeAll { $0.name == "archive/data/0" } },
        .init(
            "storage too short",
            "tensor w: found 7 bytes of storage 0, expected 2 values of F32 from value 0" + again
        ) { $0["data/0"].data = Array(repeating: 0, count: 7) },
        .init(
            "highest byte first",
            #"archive/byteorder: found "big", expected "little""# + saveAgain
        ) { $0["byteorder"].data = Array("big".utf8) },
        .init(
            "program", "zip archive: found a TorchScript program, expected a state_dict" + saveAgain
        ) { $0.entries.append(.init("archive/constants.pkl", [])) },
    ]
}

extension ZipBytes {
    /// Where the local header of the storage "0" lies.
    fileprivate var storageOffset: UInt64 {
        UInt64(
            entries.prefix { !$0.name.hasSuffix("/data/0") }
                .reduce(0) { $0 + 30 + $1.name.utf8.count + $1.data.count })
    }
}

@Suite("Damaged zip archives")
struct ZipDamageTests {
    @Test(
        "are refused with a message that says where and why", arguments: DamagedFile<ZipBytes>.table
    )
    func refused(_ damage: DamagedFile<ZipBytes>) throws { try damage.expectRefusal() }

    @Test("never crash the reader: every cut and many flipped bytes of a sound file")
    func mutations() throws {
        try expectNoCrash("training", cutEvery: 7)
    }
}
