import Testing
import TorchBytes

@testable import Checkpoints

extension DamagedFile where Sample == LegacyBytes {
    static let table: [DamagedFile] = [
        .init(
            "a pickle of something else",
            "first pickle: found no magic number of torch.save, expected a checkpoint written by "
                + "torch.save" + saveAgain
        ) { $0.magic = Pickle.file(Pickle.emptyList) },
        .init(
            "another version", "version: found another, expected 1001" + saveAgain
        ) { $0.version = Pickle.file(Pickle.integer(1002)) },
        .init(
            "highest byte first",
            "system description: found another order of bytes, expected the lowest byte first"
                + saveAgain
        ) { file in
            file.system = Pickle.file(
                Pickle.dictionary((Pickle.text("little_endian"), Pickle.bool(false))))
        },
        .init(
            "no list of keys", "storage keys: found something else, expected a list" + again
        ) { $0.keys = Pickle.file(Pickle.none) },
        .init(
            "a key that nothing refers to",
            "storage keys: found one that no tensor names, expected storages of tensors" + again
        ) { $0.keys = Pickle.file(Pickle.list(Pickle.text("1"))) },
        .init(
            "a key twice", "storage 0: found it twice, expected it once" + again
        ) { file in
            file.keys = Pickle.file(Pickle.list(Pickle.text("0"), Pickle.text("0")))
            file.storages.append((0, []))
        },
        .init(
            "no keys", "tensor w: found no storage 0, expected one with its values" + again
        ) { $0.keys = Pickle.file(Pickle.emptyList) },
        .init(
            "no storages",
            "storage 0: found the end of the file, expected the number of its values" + again
        ) { $0.storages = [] },
        .init(
            "cut off storage",
            "storage 0: found 7 bytes to the end of the file, expected 2 values of F32" + again
        ) { $0.storages[0].data.removeLast() },
        .init(
            "storage of 2^63 - 1 values",
            "storage 0: found 8 bytes to the end of the file, expected 9223372036854775807 values "
                + "of F32" + again
        ) { $0.storages[0].count = .max },
        .init(
            "storage of -1 values",
            "storage 0: found 8 bytes to the end of the file, expected -1 values of F32" + again
        ) { $0.storages[0].count = -1 },
        .init(
            "storage too short",
            "tensor w: found 4 bytes of storage 0, expected 2 values of F32 from value 0" + again
        ) { $0.storages[0] = (1, ZipBytes.floats(1)) },
        .init(
            "tar archive",
            "file: found a tar archive, as torch.save wrote before 2017, expected a checkpoint of "
                + "PyTorch 0.2 or later" + saveAgain,
            Array(repeating: 0x61, count: 257) + Array("ustar".utf8)
                + Array(repeating: 0, count: 250)),
    ]
}

@Suite("Checkpoints before PyTorch 1.6")
struct LegacyTests {
    @Test("hold tensors behind their pickles")
    func values() throws {
        try withFile(LegacyBytes().bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(file.format == .legacyTorch)
            #expect(try file.tensor("w")?.values == [1, 2])
        }
    }

    @Test("may describe storages as parts of others, as before 2018")
    func parts() throws {
        let part = Pickle.tuple(Pickle.text("9"), Pickle.integer(1), Pickle.integer(2))
        let storage = Pickle.storage("0", count: 4, further: part)
        let tensor = Pickle.tensor(storage, shape: [2], strides: [1])
        var legacy = LegacyBytes(Pickle.file(Pickle.dictionary((Pickle.text("w"), tensor))))
        legacy.storages = [(4, ZipBytes.floats(1, 2, 3, 4))]
        try withFile(legacy.bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(try file.tensor("w")?.values == [2, 3])
        }
    }

    @Test(
        "are refused when damaged, with a message that says where",
        arguments: DamagedFile<LegacyBytes>.table)
    func refused(_ damage: DamagedFile<LegacyBytes>) throws { try damage.expectRefusal() }

    @Test("never crash the reader: every cut and many flipped bytes of a sound file")
    func mutations() throws {
        try expectNoCrash("training-old", cutEvery: 3, sparing: 40)
    }
}
