import Foundation

/// The bytes of a `model.bin`.
package struct CTranslate2Bytes {
    private let kind: String
    private var tensors: [Data] = []

    package init(kind: String) { self.kind = kind }

    package mutating func add(_ name: String, _ shape: [Int], type: UInt8, _ bytes: [UInt8]) {
        var data = Self.text(name) + Data([UInt8(shape.count)])
        for extent in shape { data += Self.number(UInt32(extent)) }
        data += Data([type]) + Self.number(UInt32(bytes.count)) + Data(bytes)
        tensors.append(data)
    }

    package mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
        add(name, shape, type: 0, values.flatMap { Array(Self.number($0.bitPattern)) })
    }

    /// Rows of whole numbers; what they stand for is each of them over the row's scale.
    package mutating func add(int8 name: String, _ shape: [Int], _ values: [Float]) {
        let width = values.count / shape[0]
        var (bytes, scales): ([UInt8], [Float]) = ([], [])
        for row in 0..<shape[0] {
            let part = values[(row * width)..<((row + 1) * width)]
            let scale = 127 / (part.map(abs).max() ?? 1)
            scales.append(scale)
            bytes += part.map { UInt8(bitPattern: Int8(($0 * scale).rounded())) }
        }
        add(name, shape, type: 1, bytes)
        add(name + "_scale", [shape[0]], scales)
    }

    package func data(version: UInt32 = 6, aliases: [(String, String)] = []) -> Data {
        var data = Self.number(version) + Self.text(kind) + Self.number(UInt32(3))
        data += Self.number(UInt32(tensors.count)) + tensors.reduce(Data(), +)
        data += Self.number(UInt32(aliases.count))
        for (name, meant) in aliases { data += Self.text(name) + Self.text(meant) }
        return data
    }

    private static func number(_ value: UInt32) -> Data {
        withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }

    private static func text(_ text: String) -> Data {
        let bytes = Data(text.utf8) + Data([0])
        return withUnsafeBytes(of: UInt16(bytes.count).littleEndian) { Data($0) } + bytes
    }
}
