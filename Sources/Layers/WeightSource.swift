import Tensors

/// Where the tensors of a model come from.
package protocol WeightSource {
    /// For messages: the file's path, as it was given.
    var path: String { get }
    /// Names of all tensors that a model has to use; nil where there is no such list.
    var names: [String]? { get }
    /// What is there under a name, for messages and checks.
    func availability(_ name: String, _ shape: [Int]) -> WeightAvailability
    /// The tensor; called only after `availability` said `.present`.
    func load(_ name: String, _ shape: [Int]) -> Tensor
}

/// What a source has under a name.
package enum WeightAvailability: Sendable, Equatable {
    case present
    case absent
    /// With another shape or an unsuitable type, described.
    case misfit(found: String)
}

/// Tensors of a weights file.
package struct FileWeights: WeightSource {
    private let file: SafetensorsFile

    package init(_ file: SafetensorsFile) { self.file = file }

    package var path: String { file.path }
    package var names: [String]? { file.names }

    package func availability(_ name: String, _ shape: [Int]) -> WeightAvailability {
        guard let layout = file.layout(of: name) else { return .absent }
        let floating: [ElementType] = [.float32, .float16, .bfloat16]
        guard layout.shape == shape && floating.contains(layout.type) else {
            return .misfit(found: "\(layout.type.rawValue) \(layout.shape)")
        }
        return .present
    }

    package func load(_ name: String, _ shape: [Int]) -> Tensor {
        guard let tensor = file.tensor(name), tensor.shape == shape else {
            preconditionFailure("\(name) \(shape) was said to be present")
        }
        return tensor
    }
}
