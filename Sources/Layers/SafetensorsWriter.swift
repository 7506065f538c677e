import Foundation
import Tensors

extension SafetensorsFile {
    /// Writes float32 tensors, sorted by name, aside first and then renamed into place.
    ///
    /// - Throws: `WeightsError.unreadable`, if the file cannot be written.
    package static func write(
        _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
    ) throws {
        let names = tensors.keys.sorted()
        var members: [String] = []
        if !metadata.isEmpty {
            let strings = metadata.sorted { $0.key < $1.key }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"__metadata__\":{\(strings.joined(separator: ","))}")
        }
        var data = Data()
        for name in names {
            guard let tensor = tensors[name] else { continue }
            let start = data.count
            tensor.withUnsafeBuffer { data.append(Data(buffer: $0)) }
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                """
                \(quoted(name)):{"dtype":"F32","shape":[\(shape)],\
                "data_offsets":[\(start),\(data.count)]}
                """)
        }
        var header = "{\(members.joined(separator: ","))}"
        header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        var file = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
        file.append(contentsOf: header.utf8)
        file.append(data)
        do {
            try file.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw WeightsError.unreadable(
                path: path, reason: "cannot be written: \(error.localizedDescription)")
        }
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
