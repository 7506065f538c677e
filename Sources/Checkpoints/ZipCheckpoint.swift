import Files
import Parsing
import Weights

/// What torch.save writes since PyTorch 1.6: a zip archive of a pickle and one entry a storage.
///
/// All entries lie in one folder of any name: `data.pkl`, `byteorder`, `data/<key>`, …
/// (pytorch/docs/source/notes/serialization.rst, "torch.save format").
struct ZipCheckpoint: TorchContainer {
    let value: PickleValue
    private let archive: ZipArchive
    private let folder: String
    private let file: UnsafeRawBufferPointer
    private let path: String

    /// - Throws: `WeightsError.damaged`, `CheckpointError`.
    init(_ file: UnsafeRawBufferPointer, path: String) throws {
        let archive = try ZipArchive(file, path: path)
        let pickles = archive.names.filter {
            $0.hasSuffix("/data.pkl") && $0.split(separator: "/").count == 2
        }
        guard pickles.count == 1, let pickle = pickles.first, let entry = archive[pickle] else {
            throw CheckpointError.unsupported(
                path: path, place: "zip archive",
                found: pickles.isEmpty ? "no data.pkl" : "\(pickles.count) times data.pkl",
                expected: "one data.pkl in a folder, as torch.save writes it")
        }
        let folder = String(pickle.dropLast("data.pkl".count))
        guard archive[folder + "constants.pkl"] == nil else {
            throw CheckpointError.unsupported(
                path: path, place: "zip archive", found: "a TorchScript program",
                expected: "a state_dict")
        }
        (self.archive, self.folder, self.file, self.path) = (archive, folder, file, path)
        if let order = archive[folder + "byteorder"] {
            let bytes = try Self.content(order, file, path)
            guard bytes.elementsEqual("little".utf8) else {
                throw CheckpointError.unsupported(
                    path: path, place: order.name,
                    found: String(decoding: bytes.prefix(20), as: UTF8.self).debugDescription,
                    expected: "\"little\"")
            }
        }
        guard entry.size <= Self.pickleLimit else {
            throw CheckpointError.tooLarge(
                path: path, place: pickle, found: "\(entry.size) bytes",
                limit: "\(Self.pickleLimit)")
        }
        let bytes = try Self.content(entry, file, path)
        var machine = PickleMachine(ByteCursor(bytes), path: path, place: pickle)
        value = try machine.value()
    }

    func place(of key: String, _ type: ElementType) throws -> StoragePlace? {
        guard let entry = archive["\(folder)data/\(key)"] else { return nil }
        return StoragePlace(
            range: try entry.dataRange(in: file, path: path), checksum: entry.checksum,
            name: entry.name)
    }

    /// The bytes of an entry, compared with their checksum.
    private static func content(
        _ entry: ZipEntry, _ file: UnsafeRawBufferPointer, _ path: String
    ) throws -> UnsafeRawBufferPointer {
        let range = try entry.dataRange(in: file, path: path)
        let bytes = UnsafeRawBufferPointer(rebasing: file[range])
        try CRC32.verify(bytes, entry.checksum, place: entry.name, path: path)
        return bytes
    }
}
