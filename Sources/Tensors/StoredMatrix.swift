import CKernels

/// A matrix that is multiplied with few rows at a time and therefore stays as a file stores it.
///
/// `@unchecked Sendable`: its bytes belong to `owner` and are never written.
package struct StoredMatrix: @unchecked Sendable {
    /// How each number is stored.
    package enum Numbers: Int, Sendable {
        case float32, float16, int8

        /// Bytes of a number.
        var size: Int { [4, 2, 1][rawValue] }

        var code: Int {
            switch self {
            case .float32: Int(ck_stored_float32)
            case .float16: Int(ck_stored_float16)
            case .int8: Int(ck_stored_int8)
            }
        }
    }

    package let inputs: Int
    package let outputs: Int
    let numbers: Numbers
    let start: UnsafeRawPointer
    /// What each row is multiplied with, `[outputs]`.
    let scales: Tensor?
    private let owner: AnyObject & Sendable

    /// - `bytes`: `[outputs, inputs]`, at any address; halves are finite.
    /// - `scales`: `[outputs]`, of whole numbers.
    /// - `owner`: keeps the bytes alive.
    package init(
        _ numbers: Numbers, outputs: Int, inputs: Int, bytes: UnsafeRawBufferPointer,
        scales: Tensor? = nil, owner: AnyObject & Sendable
    ) {
        precondition(
            bytes.count == outputs * inputs * numbers.size && bytes.count > 0,
            "\(bytes.count) bytes for \(numbers) [\(outputs), \(inputs)]")
        precondition(scales == nil || scales?.shape == [outputs], "scales for \(outputs) rows")
        guard let start = bytes.baseAddress else { preconditionFailure("no bytes") }
        (self.inputs, self.outputs, self.numbers) = (inputs, outputs, numbers)
        (self.start, self.scales, self.owner) = (start, scales, owner)
    }

    /// - `values`: `[outputs, inputs]`.
    package init(_ values: Tensor) {
        precondition(values.shape.count == 2, "a matrix of shape \(values.shape)")
        self.init(
            .float32, outputs: values.shape[0], inputs: values.shape[1],
            bytes: UnsafeRawBufferPointer(
                UnsafeBufferPointer(start: values.pointer, count: values.count)),
            owner: values.storage)
    }

    /// The values of some rows, `[rows.count, inputs]`.
    package func rows(_ rows: [Int]) -> Tensor {
        precondition(rows.allSatisfy { (0..<outputs).contains($0) }, "rows beyond \(outputs)")
        return .filled([rows.count, inputs]) { values in
            for (index, row) in rows.enumerated() {
                let scale = scales.map { $0.pointer[row] } ?? 1
                for i in 0..<inputs {
                    values[index * inputs + i] = number(row * inputs + i) * scale
                }
            }
        }
    }

    /// Whether every value, and what rows are multiplied with, is a number; halves are looked at too, whose infinities the kernels misread.
    package var isFinite: Bool {
        let count = inputs * outputs
        switch numbers {
        case .int8:
            return scales?.values.allSatisfy(\.isFinite) ?? true
        case .float16:
            var worst: UInt16 = 0
            for i in 0..<count {
                worst = max(
                    worst, start.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self) & 0x7FFF)
            }
            return worst < 0x7C00
        case .float32:
            var worst: UInt32 = 0
            for i in 0..<count {
                worst = max(
                    worst,
                    start.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self) & 0x7FFF_FFFF)
            }
            return worst < 0x7F80_0000
        }
    }

    private func number(_ index: Int) -> Float {
        let at = index * numbers.size
        switch numbers {
        case .float32: return start.loadUnaligned(fromByteOffset: at, as: Float.self)
        case .int8: return Float(start.load(fromByteOffset: at, as: Int8.self))
        case .float16:
            let half = UInt32(start.loadUnaligned(fromByteOffset: at, as: UInt16.self))
            let magnitude =
                Float(bitPattern: (half & 0x7FFF) << 13) * Float(bitPattern: 0x7780_0000)
            return half & 0x8000 == 0 ? magnitude : -magnitude
        }
    }
}
