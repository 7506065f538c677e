/// What a file says of a tensor before its values are read.
package struct TensorLayout: Sendable, Equatable, CustomStringConvertible {
    package let name: String
    package let type: ElementType
    package let shape: [Int]

    /// - `shape`: such that the bytes of all values fit 64 bits.
    package init(_ name: String, _ type: ElementType, _ shape: [Int]) {
        (self.name, self.type, self.shape) = (name, type, shape)
    }

    /// Bytes of all values.
    package var byteCount: Int { shape.reduce(type.size, *) }

    /// Whether it can serve where a model asks for floats of this shape.
    package func availability(as shape: [Int]) -> WeightAvailability {
        self.shape == shape && type.isFloat ? .present : .misfit(found: description)
    }

    package var description: String { "\(type.rawValue) \(shape)" }
}
