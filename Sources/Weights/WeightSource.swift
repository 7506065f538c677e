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
    ///
    /// - Throws: what is wrong with values that are checked only once they are read.
    func load(_ name: String, _ shape: [Int]) throws -> Tensor
    /// A matrix in the numbers that the file has; called only after `availability` said `.present`.
    ///
    /// - Throws: as `load`.
    func stored(_ name: String, _ shape: [Int]) throws -> StoredMatrix
}

extension WeightSource {
    package func stored(_ name: String, _ shape: [Int]) throws -> StoredMatrix {
        StoredMatrix(try load(name, shape))
    }
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
        file.layout(of: name)?.availability(as: shape) ?? .absent
    }

    package func load(_ name: String, _ shape: [Int]) -> Tensor {
        guard let tensor = file.tensor(name), tensor.shape == shape else {
            preconditionFailure("\(name) \(shape) was said to be present")
        }
        return tensor
    }
}
