import Files
import Tensors
import Weights

/// The `model.bin` of a CTranslate2 folder (github.com/OpenNMT/CTranslate2, `model_spec.py`), mapped
/// into memory.
///
/// Version, name and revision of the model's kind, number of tensors; each with name, axes, type and
/// bytes; then names that stand for other tensors. Numbers are little-endian; a text has its length,
/// a closing zero included, before it. An int8 matrix q has `<name>_scale`: value = q / scale.
package struct CTranslate2File: Sendable {
    /// What kind of model it is, such as `WhisperSpec`.
    package let kind: String
    /// By name; those of no axis are settings.
    package private(set) var tensors: [String: StoredValues] = [:]
    package let path: String
    private let file: MappedFile

    /// Versions of the format that are read.
    private static let versions = 6...6
    /// Types by their numbers in the file.
    private static let types: [ElementType] = [
        .float32, .int8, .int16, .int32, .float16, .bfloat16,
    ]

    /// - Throws: `WeightsError.unreadable`, `.damaged`, `.foreign`.
    package init(path: String) throws {
        self.path = path
        file = try MappedFile(weights: path)
        var reader = Reader(path: path, cursor: ByteCursor(file.bytes))
        let version = Int(try reader.number("version", UInt32.self))
        guard Self.versions.contains(version) else {
            throw WeightsError.foreign(
                path: path, found: "no CTranslate2 model of version \(Self.versions.lowerBound)")
        }
        kind = try reader.text("kind")
        _ = try reader.number("revision", UInt32.self)
        let count = Int(try reader.number("number of tensors", UInt32.self))
        for index in 0..<count {
            let name = try reader.text("name of tensor \(index)")
            let values = try Self.values(&reader, "tensor \(name)", owner: file)
            guard tensors.updateValue(values, forKey: name) == nil else {
                throw reader.damaged("tensor \(name)", "it twice", "each name once")
            }
        }
        guard reader.cursor.remaining > 0 else { return }
        for _ in 0..<(try reader.number("number of other names", UInt32.self)) {
            let name = try reader.text("another name")
            let meant = try reader.text("what \(name) stands for")
            guard tensors[meant] != nil else {
                throw reader.damaged(name, "\"\(meant)\"", "the name of a tensor")
            }
        }
        guard reader.cursor.remaining == 0 else {
            throw reader.damaged("the end", "\(reader.cursor.remaining) bytes more", "none")
        }
    }

    /// Gives back the memory of what was read so far.
    package func releasePages() { file.releasePages() }

    package var byteCount: Int { file.bytes.count }

    private static func values(
        _ reader: inout Reader, _ place: String, owner: MappedFile
    ) throws -> StoredValues {
        let rank = Int(try reader.number(place, UInt8.self))
        var shape: [Int] = []
        for _ in 0..<rank { shape.append(Int(try reader.number(place, UInt32.self))) }
        let code = Int(try reader.number(place, UInt8.self))
        guard types.indices.contains(code) else {
            throw reader.damaged(place, "type \(code)", "a type from 0 to \(types.count - 1)")
        }
        let count = Int(try reader.number(place, UInt32.self))
        var expected = types[code].size
        for extent in shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw reader.damaged(place, "shape \(shape)", "less") }
            expected = product
        }
        guard count == expected else {
            throw reader.damaged(
                place, "\(count) bytes", "\(expected) for \(types[code].rawValue) \(shape)")
        }
        guard let bytes = reader.cursor.take(count) else {
            throw reader.damaged(place, "\(reader.cursor.remaining) bytes left", "\(count)")
        }
        return StoredValues(types[code], shape, bytes: bytes, owner: owner)
    }

    /// A cursor that says what is missing.
    private struct Reader {
        let path: String
        var cursor: ByteCursor

        func damaged(_ place: String, _ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: place, found: found, expected: expected)
        }

        mutating func number<T: FixedWidthInteger>(_ place: String, _ type: T.Type) throws -> T {
            guard let value = cursor.number(type) else {
                throw damaged(place, "the end of the file", "a number")
            }
            return value
        }

        mutating func text(_ place: String) throws -> String {
            let count = Int(try number(place, UInt16.self))
            guard let bytes = cursor.take(count), let text = String(utf8: bytes) else {
                throw damaged(place, "no text of \(count) bytes", "one")
            }
            return text.last == "\0" ? String(text.dropLast()) : text
        }
    }
}
