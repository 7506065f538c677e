import Files
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

    /// - Throws: `WeightsError.unreadable`, `.damaged` or `.foreign`.
    package convenience init(path: String) throws {
        try self.init(MappedFile(weights: path), path: path)
    }

    /// - `path`: of the file, for messages.
    /// - Throws: `WeightsError.damaged` or `.foreign`.
    package init(_ file: MappedFile, path: String) throws {
        self.path = path
        self.file = file
        let header = try SafetensorsHeader(file: file.bytes, path: path)
        (entries, metadata, dataStart) = (header.entries, header.metadata, header.dataStart)
    }

    /// Whether bytes begin with the length of a header of less than 4 GB and then the header, which
    /// tells a file of this format from others whatever its length looks like.
    package static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy { $0 == 0 }
    }

    /// Bytes of the whole file.
    package var byteCount: Int { file.bytes.count }

    /// Names of all tensors, sorted.
    package var names: [String] { entries.keys.sorted() }

    /// Type and shape of every tensor, in the order of their data.
    package var layouts: [TensorLayout] {
        entries.values.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.name)
                < ($1.range.lowerBound, $1.range.upperBound, $1.name)
        }.map(\.layout)
    }

    /// Type and shape of a tensor; nil where there is none of that name.
    package func layout(of name: String) -> TensorLayout? { entries[name]?.layout }

    /// A tensor of F32 (a view of the file where alignment allows), F16, BF16 or F64; nil where
    /// there is none of that name and of these types.
    package func tensor(_ name: String) -> Tensor? { values(name)?.floats() }

    /// A tensor of whole numbers (I64, I32, I16, I8, U8 or BOOL), flat; nil where there is none.
    package func integers(_ name: String) -> [Int]? { values(name)?.integers() }

    /// A tensor's values as they are stored; nil where there is none of that name.
    package func values(_ name: String) -> StoredValues? {
        entries[name].map { entry in
            let range = (dataStart + entry.range.lowerBound)..<(dataStart + entry.range.upperBound)
            return StoredValues(
                entry.layout.type, entry.layout.shape,
                bytes: UnsafeRawBufferPointer(rebasing: file.bytes[range]), owner: file)
        }
    }

    /// Gives the memory of the file's pages back to the system; they are read again where needed.
    package func releasePages() { file.releasePages() }

    /// SHA-256 of all bytes after the header.
    package var tensorsDigest: String {
        let digest = Fingerprint()
        for start in stride(from: dataStart, to: file.bytes.count, by: 1 << 24) {
            let end = min(start + 1 << 24, file.bytes.count)
            digest.add(UnsafeRawBufferPointer(rebasing: file.bytes[start..<end]))
            file.releasePages()
        }
        return digest.finish()
    }
}
