import Tensors

/// A tensor's values as a file stores them: contiguous, the last axis running fastest, the lowest
/// byte of every value first.
package struct StoredValues {
    package let type: ElementType
    package let shape: [Int]
    let bytes: UnsafeRawBufferPointer
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
            return .filled(shape) { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
        case .float16: return .filled(shape) { widen(float16: bytes, into: $0) }
        case .bfloat16: return .filled(shape) { widen(bfloat16: bytes, into: $0) }
        case .float64: return .filled(shape) { round(float64: bytes, into: $0) }
        default: return nil
        }
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
