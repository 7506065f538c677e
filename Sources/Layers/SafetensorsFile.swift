import Tensors

/// A safetensors file, mapped into memory and checked from end to end before anything is used.
package final class SafetensorsFile: Sendable {
    /// As it was given, for messages.
    package let path: String
    /// Free strings that the file carries.
    package let metadata: [String: String]
    private let entries: [String: SafetensorsHeader.Entry]
    private let file: MappedFile
    private let dataStart: Int

    /// - Throws: `WeightsError.unreadable` or `.damaged`.
    package init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
        let header = try SafetensorsHeader(file: file.bytes, path: path)
        (entries, metadata, dataStart) = (header.entries, header.metadata, header.dataStart)
    }

    /// Names of all tensors, sorted.
    package var names: [String] { entries.keys.sorted() }

    /// Type and shape of a tensor; nil where there is none of that name.
    package func layout(of name: String) -> (type: ElementType, shape: [Int])? {
        entries[name].map { ($0.type, $0.shape) }
    }

    /// A tensor of F32 (a view of the file where alignment allows), F16 or BF16; nil where there is
    /// none of that name and of these types.
    package func tensor(_ name: String) -> Tensor? {
        guard let entry = entries[name] else { return nil }
        let bytes = data(entry)
        let count = entry.shape.reduce(1, *)
        switch entry.type {
        case .float32:
            if count > 0, let start = bytes.baseAddress,
                Int(bitPattern: start) % MemoryLayout<Float>.alignment == 0
            {
                let floats = start.bindMemory(to: Float.self, capacity: count)
                return Tensor(shape: entry.shape, viewing: floats, owner: file)
            }
            return .filled(entry.shape) {
                UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes)
            }
        case .float16: return .filled(entry.shape) { widen(float16: bytes, into: $0) }
        case .bfloat16: return .filled(entry.shape) { widen(bfloat16: bytes, into: $0) }
        default: return nil
        }
    }

    /// A tensor of whole numbers (I64, I32, U8 or BOOL), flat; nil where there is none.
    package func integers(_ name: String) -> [Int]? {
        guard let entry = entries[name] else { return nil }
        let bytes = data(entry)
        let count = entry.shape.reduce(1, *)
        switch entry.type {
        case .int64:
            return (0..<count).map {
                Int(
                    Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
                )
            }
        case .int32:
            return (0..<count).map {
                Int(
                    Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
                )
            }
        case .uint8, .bool: return bytes.map { Int($0) }
        default: return nil
        }
    }

    private func data(_ entry: SafetensorsHeader.Entry) -> UnsafeRawBufferPointer {
        let range = (dataStart + entry.range.lowerBound)..<(dataStart + entry.range.upperBound)
        return UnsafeRawBufferPointer(rebasing: file.bytes[range])
    }
}
