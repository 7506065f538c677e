import TorchBytes

/// A checkpoint as torch.save wrote it before PyTorch 1.6, byte by byte.
struct LegacyBytes {
    var magic = Pickle.file([0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
    var version = Pickle.file(Pickle.integer(1001))
    var system = Pickle.file(Pickle.dictionary((Pickle.text("little_endian"), Pickle.bool(true))))
    var pickle: [UInt8]
    var keys = Pickle.file(Pickle.list(Pickle.text("0")))
    /// Every storage's number of values and its bytes.
    var storages: [(count: Int64, data: [UInt8])] = [(2, ZipBytes.floats(1, 2))]

    init(_ pickle: [UInt8] = Pickle.checkpoint()) { self.pickle = pickle }

    var bytes: [UInt8] {
        magic + version + system + pickle + keys
            + storages.flatMap { littleEndian($0.count) + $0.data }
    }
}
