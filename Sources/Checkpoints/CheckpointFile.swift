import Files
import Tensors
import Weights

/// A file of weights of any kind that is read: safetensors, or a checkpoint that torch.save wrote.
///
///     let file = try CheckpointFile.open("checkpoint.pth")
///     let scope = WeightScope(file, compute: compute)
///
/// Nothing in a file is ever run. Values stay in the file until they are asked for.
package struct CheckpointFile: WeightSource, Sendable {
    /// Formats, by their names for messages.
    package enum Format: String, Sendable {
        case safetensors = "safetensors"
        case torch = "PyTorch checkpoint (zip)"
        case legacyTorch = "PyTorch checkpoint (before 1.6)"
    }

    private enum Content {
        case safetensors(SafetensorsFile)
        case torch(TorchCheckpoint)
    }

    /// As it was given, for messages.
    package let path: String
    package let format: Format
    /// Type and shape of every tensor of the model, in the order of the file.
    package private(set) var layouts: [TensorLayout]
    private let content: Content
    private let mapped: MappedFile

    /// Opens a file and tells its format by its first bytes.
    ///
    /// - Throws: `WeightsError` (unreadable, damaged, foreign), `CheckpointError`.
    package static func open(_ path: String) throws -> CheckpointFile {
        let file = try MappedFile(weights: path)
        switch try Format(recognising: file.bytes, path: path) {
        case .safetensors:
            let safetensors = try SafetensorsFile(file, path: path)
            return CheckpointFile(
                path: path, format: .safetensors, layouts: safetensors.layouts,
                content: .safetensors(safetensors), mapped: file)
        case .torch:
            let container = try ZipCheckpoint(file.bytes, path: path)
            let torch = try TorchCheckpoint(container, in: file, path: path)
            return CheckpointFile(
                path: path, format: .torch, layouts: torch.layouts, content: .torch(torch),
                mapped: file)
        case .legacyTorch:
            let container = try LegacyCheckpoint(file.bytes, path: path)
            let torch = try TorchCheckpoint(container, in: file, path: path)
            return CheckpointFile(
                path: path, format: .legacyTorch, layouts: torch.layouts, content: .torch(torch),
                mapped: file)
        }
    }

    /// Bytes of the whole file.
    package var byteCount: Int { mapped.bytes.count }

    /// Gives back the memory of tensors read so far, while more are being read.
    package func releasePages() { mapped.releasePages() }

    /// The file as if some tensors were not in it.
    package func without(_ names: some Collection<String>) -> CheckpointFile {
        let left = Set(names)
        var rest = self
        rest.layouts.removeAll { left.contains($0.name) }
        return rest
    }

    /// Names of all tensors, in the order of the file.
    package var names: [String]? { layouts.map(\.name) }

    /// Type and shape of a tensor; nil where there is none of that name.
    package func layout(of name: String) -> TensorLayout? {
        switch content {
        case .safetensors(let file): file.layout(of: name)
        case .torch(let file): file.layout(of: name)
        }
    }

    /// A tensor of F32 (a view of the file where alignment and order allow), F16, BF16 or F64; nil
    /// where there is none of that name and of these types.
    ///
    /// - Throws: `WeightsError.damaged`, if the values do not have their checksum.
    package func tensor(_ name: String) throws -> Tensor? {
        switch content {
        case .safetensors(let file): file.tensor(name)
        case .torch(let file): try file.values(name)?.floats()
        }
    }

    /// A tensor of whole numbers (I64, I32, I16, I8, U8 or BOOL), flat; nil where there is none.
    ///
    /// - Throws: `WeightsError.damaged`, if the values do not have their checksum.
    package func integers(_ name: String) throws -> [Int]? {
        switch content {
        case .safetensors(let file): file.integers(name)
        case .torch(let file): try file.values(name)?.integers()
        }
    }

    package func availability(_ name: String, _ shape: [Int]) -> WeightAvailability {
        layout(of: name)?.availability(as: shape) ?? .absent
    }

    package func load(_ name: String, _ shape: [Int]) throws -> Tensor {
        guard let tensor = try tensor(name), tensor.shape == shape else {
            preconditionFailure("\(name) \(shape) was said to be present")
        }
        return tensor
    }
}

// What a file holds beside tensors.
extension CheckpointFile {
    /// Free strings of a safetensors file.
    package var metadata: [String: String] {
        if case .safetensors(let file) = content { file.metadata } else { [:] }
    }

    /// SHA-256 of the bytes of all tensors; nil for a file whose tensors are not one block.
    package var tensorsDigest: String? {
        if case .safetensors(let file) = content { file.tensorsDigest } else { nil }
    }

    /// What a PyTorch checkpoint holds at its top level beside the model: epoch, optimiser, …
    package var sideData: [String: PickleValue] {
        if case .torch(let file) = content { file.sideData } else { [:] }
    }

    /// The options that a training was started with: the attributes of the checkpoint's "args".
    package var arguments: [String: PickleValue] { sideData["args"]?.named ?? [:] }
}
