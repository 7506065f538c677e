import Foundation

/// The bytes of a safetensors file: a header as it is given, then data.
func safetensorsBytes(_ header: String, data: [UInt8] = []) -> [UInt8] {
    safetensorsBytes(Array(header.utf8), data: data)
}

/// The bytes of a safetensors file with any bytes for a header.
func safetensorsBytes(_ header: [UInt8], data: [UInt8] = []) -> [UInt8] {
    littleEndianBytes(UInt64(header.count)) + header + data
}

/// The bytes of a whole number, lowest first.
func littleEndianBytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// Runs `body` with the path of a file of these bytes, which is removed afterwards.
func withWeightsFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("weights-\(UUID().uuidString).safetensors")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}
