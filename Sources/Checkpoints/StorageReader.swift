import Files
import Foundation
import Parsing
import Weights

/// Where a storage's values lie in a checkpoint.
struct StoragePlace: Sendable {
    let range: Range<Int>
    /// What `CRC32` must find there; nil where the format has none.
    let checksum: UInt32?
    /// For messages.
    let name: String
}

/// Reads tensors out of the storages of a mapped checkpoint.
///
/// A storage is compared with its checksum when it is read first. `@unchecked Sendable`: `lock`
/// guards `sound`.
final class StorageReader: @unchecked Sendable {
    private let file: MappedFile
    private let path: String
    private let places: [String: StoragePlace]
    private let lock = NSLock()
    private var sound: Set<String> = []

    /// - `places`: of the storages, by their keys.
    init(_ file: MappedFile, path: String, places: [String: StoragePlace]) {
        (self.file, self.path, self.places) = (file, path, places)
    }

    /// The values of a tensor that `TorchTensor.check` has found to fit its storage.
    ///
    /// - Throws: `WeightsError.damaged`, if the storage does not have its checksum.
    func values(_ tensor: TorchTensor) throws -> StoredValues {
        guard let place = places[tensor.storage.key] else {
            preconditionFailure("storage \(tensor.storage.key) was never located")
        }
        try verify(tensor.storage.key, place)
        let size = tensor.type.size
        let stored = UnsafeRawBufferPointer(rebasing: file.bytes[place.range])
        let first = (tensor.storage.start + tensor.offset) * size
        let count = tensor.shape.reduce(1, *)
        if count == 0 || tensor.isContiguous {
            let start = count == 0 ? 0 : first
            return StoredValues(
                tensor.type, tensor.shape,
                bytes: UnsafeRawBufferPointer(rebasing: stored[start..<(start + count * size)]),
                owner: file)
        }
        let gathered = GatheredBytes(count: count * size)
        gathered.gather(
            from: UnsafeRawBufferPointer(rebasing: stored[first...]), shape: tensor.shape,
            strides: tensor.strides.map { $0 * size }, size: size)
        return StoredValues(
            tensor.type, tensor.shape, bytes: UnsafeRawBufferPointer(gathered.bytes),
            owner: gathered)
    }

    private func verify(_ key: String, _ place: StoragePlace) throws {
        guard let checksum = place.checksum, !lock.withLock({ sound.contains(key) }) else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[place.range])
        try CRC32.verify(bytes, checksum, place: place.name, path: path)
        lock.withLock { _ = sound.insert(key) }
    }
}

extension CRC32 {
    /// - Throws: `WeightsError.damaged`, if the bytes have another checksum.
    static func verify(
        _ bytes: UnsafeRawBufferPointer, _ expected: UInt32, place: String, path: String
    ) throws {
        let found = checksum(bytes)
        guard found == expected else {
            throw WeightsError.damaged(
                path: path, place: place, found: "checksum \(String(found, radix: 16))",
                expected: String(expected, radix: 16))
        }
    }
}
