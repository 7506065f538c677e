import Tensors

/// Collects the tensors at the boundaries of a model's stages, in the order of computation, for
/// comparison with a reference.
package final class StageRecorder {
    /// Name and values of each stage.
    package private(set) var stages: [(name: String, tensor: Tensor)] = []

    package init() {}

    /// What was recorded last under a name.
    package subscript(name: String) -> Tensor? { stages.last { $0.name == name }?.tensor }

    package func record(_ name: String, _ tensor: Tensor) { stages.append((name, tensor)) }
}
