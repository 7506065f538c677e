import Tensors

extension SafetensorsFile {
    /// Writes float32 tensors, sorted by name, aside first and then renamed into place.
    ///
    /// - Throws: `WeightsError.unwritable`.
    package static func write(
        _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
    ) throws {
        let sorted = tensors.sorted { $0.key < $1.key }
        let stream = try SafetensorsStream(
            sorted.map { TensorLayout($0.key, .float32, $0.value.shape) }, metadata: metadata,
            to: path)
        for (_, tensor) in sorted { try stream.append(tensor) }
        try stream.finish()
    }
}
