import Weights

/// What torch.save wrote before PyTorch 1.6, and still does on request: five pickles (a magic
/// number, the version, the system, the object, the storages' keys), then every storage's values
/// after their number (`torch.serialization._legacy_save`).
struct LegacyCheckpoint: TorchContainer {
    let value: PickleValue
    private let places: [String: StoragePlace]

    /// 0x1950a86a20f9469cfc6c, the lowest byte first.
    private static let magic: [UInt8] = [
        0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]
    private static let version = 1001

    /// - Throws: `WeightsError.damaged`, `CheckpointError`.
    init(_ file: UnsafeRawBufferPointer, path: String) throws {
        var cursor = ByteCursor(file)
        let magic = try Self.pickle("first pickle", &cursor, path).value
        guard magic == .longInteger(Self.magic) else {
            throw CheckpointError.unsupported(
                path: path, place: "first pickle", found: "no magic number of torch.save",
                expected: "a checkpoint written by torch.save")
        }
        let version = try Self.pickle("version", &cursor, path).value
        guard version == .integer(Self.version) else {
            throw CheckpointError.unsupported(
                path: path, place: "version", found: "another", expected: "\(Self.version)")
        }
        let system = try Self.pickle("system description", &cursor, path).value
        guard system.named?["little_endian"] == .bool(true) else {
            throw CheckpointError.unsupported(
                path: path, place: "system description", found: "another order of bytes",
                expected: "the lowest byte first")
        }
        let object = try Self.pickle("object", &cursor, path)
        value = object.value
        guard case .list(let keys) = try Self.pickle("storage keys", &cursor, path).value else {
            throw WeightsError.damaged(
                path: path, place: "storage keys", found: "something else", expected: "a list")
        }
        var places: [String: StoragePlace] = [:]
        for key in keys {
            guard case .text(let key) = key, let type = object.storageTypes[key] else {
                throw WeightsError.damaged(
                    path: path, place: "storage keys", found: "one that no tensor names",
                    expected: "storages of tensors")
            }
            let place = try Self.place(key, type, &cursor, file.count, path)
            guard places.updateValue(place, forKey: key) == nil else {
                throw WeightsError.damaged(
                    path: path, place: place.name, found: "it twice", expected: "it once")
            }
        }
        self.places = places
    }

    func place(of key: String, _ type: ElementType) -> StoragePlace? { places[key] }

    /// The next pickle of the file, which the cursor then has passed.
    private static func pickle(
        _ place: String, _ cursor: inout ByteCursor, _ path: String
    ) throws -> (value: PickleValue, storageTypes: [String: ElementType]) {
        var machine = PickleMachine(cursor, path: path, place: place)
        let value = try machine.value()
        cursor = machine.cursor
        return (value, machine.storageTypes)
    }

    /// Where the next storage lies, which the cursor then has passed.
    private static func place(
        _ key: String, _ type: ElementType, _ cursor: inout ByteCursor, _ fileSize: Int,
        _ path: String
    ) throws -> StoragePlace {
        let name = "storage \(key)"
        guard let count = cursor.number(Int64.self) else {
            throw WeightsError.damaged(
                path: path, place: name, found: "the end of the file",
                expected: "the number of its values")
        }
        let (bytes, overflow) = Int(count).multipliedReportingOverflow(by: type.size)
        let start = cursor.position
        guard !overflow, cursor.take(bytes) != nil else {
            throw WeightsError.damaged(
                path: path, place: name, found: "\(fileSize - start) bytes to the end of the file",
                expected: "\(count) values of \(type.rawValue)")
        }
        return StoragePlace(range: start..<cursor.position, checksum: nil, name: name)
    }
}
