/// A row-major array of 32-bit floats.
///
/// Feature maps are channels last: `[frames, height, width, channels]`. Values never change once a
/// tensor exists; reshaping and slicing along the first axis share storage.
package struct Tensor: Sendable {
    /// Extent of each axis, slowest first.
    package let shape: [Int]
    let storage: Storage
    let offset: Int

    init(shape: [Int], storage: Storage, offset: Int = 0) {
        precondition(shape.allSatisfy { $0 >= 0 }, "negative extent in \(shape)")
        self.shape = shape
        self.storage = storage
        self.offset = offset
    }

    /// A tensor with the given values, the last axis running fastest.
    package init(shape: [Int], values: [Float]) {
        precondition(
            values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
        self.init(shape: shape, storage: Storage(count: values.count, recycler: .common))
        values.withUnsafeBufferPointer {
            if let source = $0.baseAddress {
                storage.floats.update(from: source, count: values.count)
            }
        }
    }

    /// A tensor of zeros.
    package init(zeros shape: [Int]) {
        self.init(shape: shape, storage: Storage(count: shape.reduce(1, *), recycler: .common))
        storage.floats.update(repeating: 0, count: count)
    }

    /// A tensor over memory that `owner` keeps alive and nobody writes, such as a mapped file.
    package init(
        shape: [Int], viewing floats: UnsafePointer<Float>, owner: AnyObject & Sendable
    ) {
        self.init(shape: shape, storage: Storage(viewing: floats, owner: owner))
    }

    /// A tensor whose values `body` writes; they are undefined before.
    ///
    /// - `returned`: whether its memory goes back to the system afterwards, as that of weights, whose sizes
    ///   no later tensor has.
    package static func filled(
        _ shape: [Int], returned: Bool = false,
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows -> Tensor {
        let tensor = Tensor(
            shape: shape,
            storage: Storage(
                count: shape.reduce(1, *), recycler: returned ? nil : .common))
        try body(UnsafeMutableBufferPointer(start: tensor.storage.floats, count: tensor.count))
        return tensor
    }

    /// Number of values.
    package var count: Int { shape.reduce(1, *) }

    /// The values, copied.
    package var values: [Float] { withUnsafeBuffer { Array($0) } }

    /// Lends the values for reading.
    package func withUnsafeBuffer<R>(
        _ body: (UnsafeBufferPointer<Float>) throws -> R
    ) rethrows -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeBufferPointer(start: storage.floats + offset, count: count))
    }

    /// The same values under another shape of the same count.
    package func reshaped(_ shape: [Int]) -> Tensor {
        precondition(shape.reduce(1, *) == count, "cannot view \(self.shape) as \(shape)")
        return Tensor(shape: shape, storage: storage, offset: offset)
    }

    /// The part of the first axis inside `range`; shares storage.
    package func rows(_ range: Range<Int>) -> Tensor {
        precondition(
            !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0],
            "rows \(range) of shape \(shape)")
        let row = shape.dropFirst().reduce(1, *)
        return Tensor(
            shape: [range.count] + shape.dropFirst(), storage: storage,
            offset: offset + range.lowerBound * row)
    }

    var isOfFile: Bool { storage.isOfFile }

    /// Gives up the memory of values that come from a file and will not be read again soon.
    package func release() { storage.release(offset, count) }

    var pointer: UnsafePointer<Float> { UnsafePointer(storage.floats + offset) }

    /// Number of values in all axes but the last.
    var leading: Int { shape.dropLast().reduce(1, *) }

    /// Extent of the last axis.
    var last: Int {
        guard let last = shape.last else { preconditionFailure("a scalar has no last axis") }
        return last
    }
}
