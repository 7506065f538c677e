import Tensors

/// A tensor's values as a file stores them: contiguous, the last axis running fastest, the lowest
/// byte of every value first.
///
/// `@unchecked Sendable`: the bytes belong to `owner` and are never written.
package struct StoredValues: @unchecked Sendable {
    package let type: ElementType
    package let shape: [Int]
    package let bytes: UnsafeRawBufferPointer
    let owner: AnyObject & Sendable

    /// - `bytes`: as many as type and shape need.
    /// - `owner`: keeps them alive.
    package init(
        _ type: ElementType, _ shape: [Int], bytes: UnsafeRawBufferPointer,
        owner: AnyObject & Sendable
    ) {
        precondition(
            bytes.count == shape.reduce(type.size, *),
            "\(bytes.count) bytes for \(type.rawValue) \(shape)")
        (self.type, self.shape, self.bytes, self.owner) = (type, shape, bytes, owner)
    }

    /// The values of F32 (a view where alignment allows), F16, BF16 or F64 (rounded to the nearest
    /// float); nil for those of other types.
    package func floats() -> Tensor? {
        defer { withExtendedLifetime(owner) {} }
        switch type {
        case .float32:
            let count = shape.reduce(1, *)
            if count > 0, let start = bytes.baseAddress,
                Int(bitPattern: start) % MemoryLayout<Float>.alignment == 0
            {
                let floats = start.bindMemory(to: Float.self, capacity: count)
                return Tensor(shape: shape, viewing: floats, owner: owner)
            }
            return .filled(shape, returned: true) {
                UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes)
            }
        case .float16: return converted { widen(float16: bytes, into: $0) }
        case .bfloat16: return converted { widen(bfloat16: bytes, into: $0) }
        case .float64: return converted { round(float64: bytes, into: $0) }
        default: return nil
        }
    }

    /// Gives the file's memory up: what was converted is rarely read again. Of a few bytes that would take longer
    /// than it saves.
    private func converted(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) -> Tensor {
        defer {
            if bytes.count >= 1 << 16 { (owner as? any ReleasableMemory)?.releasePages(in: bytes) }
        }
        return .filled(shape, returned: true, body)
    }

    /// A matrix of F32, F16 or I8 as it is stored; one of other floats is widened. Nil for values that
    /// are no matrix of numbers.
    ///
    /// - `scales`: `[rows]`, of I8.
    package func matrix(scales: Tensor? = nil) -> StoredMatrix? {
        guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else { return nil }
        let numbers: StoredMatrix.Numbers
        switch type {
        case .float32: numbers = .float32
        case .float16: numbers = .float16
        case .int8: numbers = .int8
        default: return floats().map(StoredMatrix.init)
        }
        return StoredMatrix(
            numbers, outputs: shape[0], inputs: shape[1], bytes: bytes, scales: scales,
            owner: owner)
    }

    /// The same values under another shape of the same count.
    package func reshaped(_ shape: [Int]) -> StoredValues {
        StoredValues(type, shape, bytes: bytes, owner: owner)
    }

    /// Rows of a tensor, which share its memory.
    package func rows(_ range: Range<Int>) -> StoredValues {
        let row = shape.dropFirst().reduce(type.size, *)
        let part = (range.lowerBound * row)..<(range.upperBound * row)
        return StoredValues(
            type, [range.count] + shape.dropFirst(),
            bytes: UnsafeRawBufferPointer(rebasing: bytes[part]), owner: owner)
    }

    /// Whole numbers of up to 64 bits or truth values, flat; nil for values of other types.
    package func integers() -> [Int]? {
        defer { withExtendedLifetime(owner) {} }
        switch type {
        case .int64: return wholeNumbers(Int64.self)
        case .int32: return wholeNumbers(Int32.self)
        case .int16: return wholeNumbers(Int16.self)
        case .int8: return wholeNumbers(Int8.self)
        case .uint8, .bool: return wholeNumbers(UInt8.self)
        default: return nil
        }
    }

    private func wholeNumbers<T: FixedWidthInteger>(_ type: T.Type) -> [Int] {
        let size = MemoryLayout<T>.size
        return (0..<(bytes.count / size)).map {
            Int(T(littleEndian: bytes.loadUnaligned(fromByteOffset: size * $0, as: T.self)))
        }
    }
}
