import Checkpoints
import Foundation
import Tensors
import Weights

/// A file's tensors by name and shape alone, every value zero: enough to tell in no time whether a
/// model could be built from it.
struct LayoutWeights: WeightSource {
    private let file: CheckpointFile
    private let zeros: ZeroMemory

    init(_ file: CheckpointFile) {
        self.file = file
        zeros = ZeroMemory(
            floats: file.layouts.map { $0.shape.reduce(1, *) }.max() ?? 0)
    }

    var path: String { file.path }
    var names: [String]? { file.names }

    func availability(_ name: String, _ shape: [Int]) -> WeightAvailability {
        file.availability(name, shape)
    }

    func load(_ name: String, _ shape: [Int]) -> Tensor { zeros.tensor(shape) }
}

/// Pages of zeros that take no memory.
private final class ZeroMemory: @unchecked Sendable {
    private let start: UnsafeMutableRawPointer?
    private let bytes: Int

    init(floats: Int) {
        bytes = max(1, floats) * MemoryLayout<Float>.stride
        let memory = mmap(
            nil, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        start = memory == MAP_FAILED ? nil : memory
    }

    deinit { if let start { munmap(start, bytes) } }

    func tensor(_ shape: [Int]) -> Tensor {
        guard let start else { return Tensor(zeros: shape) }
        let floats = start.bindMemory(to: Float.self, capacity: shape.reduce(1, *))
        return Tensor(shape: shape, viewing: floats, owner: self)
    }
}

extension CheckpointFile {
    /// In what the file's tensors differ from those that a model needs; nil where they do not.
    ///
    /// Values are not looked at.
    package func mismatch(with config: ModelConfig) throws -> WeightMismatch? {
        do {
            try config.own.build(LayoutWeights(self), on: Compute(threads: 1))
            return nil
        } catch WeightsError.mismatched(_, let mismatch) {
            return mismatch
        }
    }

    /// The file without tensors that the model does not ask for, and their names.
    package func withoutExtra(
        for config: ModelConfig
    ) throws -> (file: CheckpointFile, extra: [String]) {
        let extra = try mismatch(with: config)?.unused ?? []
        return (extra.isEmpty ? self : without(extra), extra)
    }
}
