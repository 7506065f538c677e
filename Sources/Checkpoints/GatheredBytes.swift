/// A strided tensor's values beside each other. Written once, before it is shared.
final class GatheredBytes: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
        bytes = .allocate(byteCount: count, alignment: MemoryLayout<UInt64>.alignment)
    }

    deinit { bytes.deallocate() }

    /// Copies values, the last axis running fastest.
    ///
    /// - `source`: begins with the first value and holds the last.
    /// - `strides`: bytes from one index to the next, along every axis.
    /// - `size`: bytes of a value.
    func gather(from source: UnsafeRawBufferPointer, shape: [Int], strides: [Int], size: Int) {
        switch size {
        case 1: gather(UInt8.self, source, shape, strides)
        case 2: gather(UInt16.self, source, shape, strides)
        case 4: gather(UInt32.self, source, shape, strides)
        case 8: gather(UInt64.self, source, shape, strides)
        default: preconditionFailure("values of \(size) bytes")
        }
    }

    private func gather<Value: BitwiseCopyable>(
        _ type: Value.Type, _ source: UnsafeRawBufferPointer, _ shape: [Int], _ strides: [Int]
    ) {
        let values = bytes.bindMemory(to: Value.self)
        guard !values.isEmpty else { return }
        let (columns, step) = (shape.last ?? 1, strides.last ?? 0)
        var index = Array(repeating: 0, count: max(shape.count - 1, 0))
        var row = 0
        for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns {
                values[start + column] = source.loadUnaligned(
                    fromByteOffset: row + column * step, as: Value.self)
            }
            for axis in index.indices.reversed() {
                index[axis] += 1
                row += strides[axis]
                guard index[axis] == shape[axis] else { break }
                row -= index[axis] * strides[axis]
                index[axis] = 0
            }
        }
    }
}

extension TorchTensor {
    /// Whether the values lie beside each other, the last axis running fastest.
    var isContiguous: Bool {
        var expected = 1
        for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
            guard stride == expected else { return false }
            expected *= extent
        }
        return true
    }
}
