import Files
import Tensors

/// A matrix of whole numbers of eight bits that a file holds in as many bits as they need: a frame of Zstandard with
/// its rows one behind the other, and a scale for each row.
package struct CompressedMatrix: Sendable {
    /// Of the matrix, for messages.
    package let name: String
    /// `[rows, columns]`, or the columns in several axes.
    package private(set) var shape: [Int]
    private let frame: StoredValues
    private let scales: Tensor

    /// Numbers of a matrix at most.
    private static let most = 1 << 32
    /// What is appended to the matrix's name in the name of its frame.
    package static let suffix = "_zstd"

    /// - `frame`: bytes.
    /// - `scales`: `[rows]`
    /// - Returns: nil where the frame does not hold whole rows, or claims more than any model has.
    package init?(_ name: String, frame: StoredValues, scales: Tensor) {
        let rows = scales.count
        guard rows > 0, frame.type == .uint8,
            let count = ZstandardFrame(frame.bytes)?.count, count > 0, count % rows == 0,
            count <= Self.most
        else { return nil }
        (self.name, self.frame, self.scales) = (name, frame, scales)
        shape = [rows, count / rows]
    }

    /// The same numbers under another shape with as many rows.
    package func reshaped(_ shape: [Int]) -> CompressedMatrix {
        precondition(
            shape.first == self.shape[0] && shape.reduce(1, *) == self.shape.reduce(1, *),
            "\(shape) of \(self.shape)")
        var reshaped = self
        reshaped.shape = shape
        return reshaped
    }

    /// The matrix in whole numbers, `[rows, columns]`.
    ///
    /// - `path`: of the file, for messages.
    /// - Throws: `WeightsError.damaged`.
    package func stored(path: String) throws(WeightsError) -> StoredMatrix {
        let (rows, count) = (shape[0], shape.reduce(1, *))
        let numbers = Numbers(count: count)
        let problem = ZstandardFrame(frame.bytes)?.decompress(into: numbers.bytes)
        (frame.owner as? any ReleasableMemory)?.releasePages(in: frame.bytes)
        if let problem {
            throw .damaged(
                path: path, place: name + Self.suffix, found: problem.lowercased(),
                expected: "\(count) compressed numbers")
        }
        return StoredMatrix(
            .int8, outputs: rows, inputs: count / rows,
            bytes: UnsafeRawBufferPointer(numbers.bytes), scales: scales, owner: numbers)
    }

    /// `@unchecked Sendable`: written before it is shared.
    private final class Numbers: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(count: Int) {
            bytes = .allocate(byteCount: count, alignment: 64)
        }

        deinit { bytes.deallocate() }
    }
}
