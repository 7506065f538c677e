import Files
import Foundation
import Tensors

/// Writes a safetensors file tensor by tensor, so that a file of any size needs the memory of one
/// tensor: aside first, and renamed into place when it is complete.
///
///     let stream = try SafetensorsStream(layouts, metadata: [:], to: path)
///     for layout in layouts { try stream.append(tensor(layout.name)) }
///     try stream.finish()
package final class SafetensorsStream {
    /// Metadata key of the SHA-256 of all tensors' bytes, where it is asked for.
    package static let digestKey = "tensors_sha256"

    private let path: String
    private let file: UnfinishedFile
    private var waiting: ArraySlice<TensorLayout>
    private let digest = Fingerprint()
    /// Where the digest stands in the header.
    private var digestPlace: Int?

    /// Creates the file and writes its header. A folder, device or pipe in its place is refused, not
    /// replaced.
    ///
    /// - `layouts`: of float32 or bfloat16, in the order in which the tensors will come.
    /// - `withDigest`: puts the digest of the tensors into the metadata.
    /// - Throws: `WeightsError.unwritable`, as all of its methods.
    package init(
        _ layouts: [TensorLayout], metadata: [String: String], withDigest: Bool = false,
        to path: String
    ) throws {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw WeightsError.unwritable(path: path, reason: "it is no regular file")
        }
        self.path = path
        waiting = layouts[...]
        var metadata = metadata
        let room = String(repeating: "0", count: 64)
        if withDigest { metadata[Self.digestKey] = room }
        let header = Self.header(layouts, metadata)
        file = try Self.naming(path) { () throws(WriteFailure) in try UnfinishedFile(path) }
        if withDigest {
            let before = header.range(of: Data("\"\(Self.digestKey)\":\"".utf8))
            digestPlace = before.map { 8 + $0.upperBound }
        }
        try write(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header)
    }

    /// Writes the next tensor, as float32 or rounded to bfloat16, as its layout says.
    package func append(_ tensor: Tensor) throws {
        guard let layout = waiting.popFirst(), layout.shape == tensor.shape else {
            preconditionFailure("a tensor \(tensor.shape) that is not the next")
        }
        try tensor.withUnsafeBuffer { floats in
            for start in stride(from: 0, to: floats.count, by: 1 << 20) {
                let part = UnsafeBufferPointer(
                    rebasing: floats[start..<min(start + 1 << 20, floats.count)])
                let bytes = layout.type == .bfloat16 ? narrow(toBfloat16: part) : Data(buffer: part)
                bytes.withUnsafeBytes { digest.add($0) }
                try write(bytes)
            }
        }
    }

    /// Completes the file and gives it its name.
    ///
    /// - `survivesPowerLoss`: as of `UnfinishedFile`.
    package func finish(survivesPowerLoss: Bool = true) throws {
        precondition(waiting.isEmpty, "\(waiting.count) tensors are missing")
        try Self.naming(path) { () throws(WriteFailure) in
            if let digestPlace { try file.write(digest.finish().utf8, at: digestPlace) }
            try file.finish(survivesPowerLoss: survivesPowerLoss)
        }
    }

    private func write(_ bytes: Data) throws {
        try Self.naming(path) { () throws(WriteFailure) in try file.write(bytes) }
    }

    private static func naming<Result>(
        _ path: String, _ write: () throws(WriteFailure) -> Result
    ) throws -> Result {
        do {
            return try write()
        } catch {
            throw WeightsError.unwritable(path: path, reason: error.reason)
        }
    }

    private static func header(_ layouts: [TensorLayout], _ metadata: [String: String]) -> Data {
        var members: [String] = []
        if !metadata.isEmpty {
            let strings = metadata.sorted { $0.key < $1.key }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(strings.joined(separator: ","))}")
        }
        var start = 0
        for layout in layouts {
            let end = start + layout.byteCount
            let shape = layout.shape.map(String.init).joined(separator: ",")
            members.append(
                """
                \(quoted(layout.name)):{"dtype":"\(layout.type.rawValue)","shape":[\(shape)],\
                "data_offsets":[\(start),\(end)]}
                """)
            start = end
        }
        var header = "{\(members.joined(separator: ","))}"
        header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        return Data(header.utf8)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
