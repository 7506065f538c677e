import Files
import Weights

/// A container of one pickle and the storages that it refers to.
protocol TorchContainer {
    /// What the pickle holds.
    var value: PickleValue { get }
    /// Where a storage of this type lies; nil where there is none of this key.
    ///
    /// - Throws: `WeightsError.damaged`.
    func place(of key: String, _ type: ElementType) throws -> StoragePlace?
}

extension TorchContainer {
    /// Bytes of a pickle that are read at most; that of a checkpoint of 409 tensors has 52,000.
    static var pickleLimit: Int { 16 << 20 }
}

/// The model's tensors in a PyTorch checkpoint, checked from end to end but for the checksums of
/// values, which are compared once they are read.
final class TorchCheckpoint: Sendable {
    /// In the order of the checkpoint.
    let layouts: [TensorLayout]
    /// What the checkpoint holds beside the model, by name.
    let sideData: [String: PickleValue]
    private let tensors: [String: TorchTensor]
    private let reader: StorageReader

    /// - Throws: `WeightsError.damaged`, `CheckpointError`.
    init(_ container: some TorchContainer, in file: MappedFile, path: String) throws {
        let state = try StateDictionary(container.value, path: path)
        var places: [String: StoragePlace] = [:]
        for (name, tensor) in state.tensors {
            let key = tensor.storage.key
            let known = places[key]
            guard let place = try known ?? container.place(of: key, tensor.type) else {
                throw WeightsError.damaged(
                    path: path, place: "tensor \(name)", found: "no storage \(key)",
                    expected: "one with its values")
            }
            places[key] = place
            try tensor.check(storedBytes: place.range.count, name: name, path: path)
        }
        layouts = state.tensors.map { TensorLayout($0.name, $0.tensor.type, $0.tensor.shape) }
        sideData = state.sideData
        tensors = Dictionary(uniqueKeysWithValues: state.tensors.map { ($0.name, $0.tensor) })
        reader = StorageReader(file, path: path, places: places)
    }

    func layout(of name: String) -> TensorLayout? {
        tensors[name].map { TensorLayout(name, $0.type, $0.shape) }
    }

    /// The values of a tensor; nil where there is none of that name.
    ///
    /// - Throws: `WeightsError.damaged`, if they do not have their checksum.
    func values(_ name: String) throws -> StoredValues? { try tensors[name].map(reader.values) }
}
