import Foundation
import Testing

/// Names and shapes of a published checkpoint, as lists beside the tests have them.
struct KeyList {
    /// Name → shape.
    let shapes: [String: [Int]]

    private static let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/families")

    /// - `name`: such as `onlinerefer.resnet50`.
    init(_ name: String) throws {
        shapes = try Self.decode([String: [Int]].self, "\(name).keys.json")
    }

    /// One of a family's lists, which are in one file: what all have in common under `shared`, the rest
    /// of each under its own name.
    ///
    /// - `name`: such as `resnet50`; `family`: such as `mutr`.
    init(_ name: String, of family: String) throws {
        let lists = try Self.decode([String: [String: [Int]]].self, "\(family).keys.json")
        shapes = (lists["shared"] ?? [:]).merging(lists[name] ?? [:]) { $1 }
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ name: String
    ) throws -> Value {
        let fixture = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
        return try JSONDecoder().decode(type, from: Data(contentsOf: fixture))
    }

    /// A file that may lie beside the checkout; nil where it does not.
    static func shared(_ name: String) -> String? {
        let path = beside.appendingPathComponent(name).path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Tables and counters, which hold whole numbers.
    private static func isWhole(_ name: String) -> Bool {
        [".relative_position_index", ".position_ids", ".num_batches_tracked"].contains {
            name.hasSuffix($0)
        }
    }

    /// Writes a safetensors file of these tensors whose values are a hole of zeros, which takes no room.
    ///
    /// - `change`: what is done to the list first.
    func write(to path: String, _ change: (inout [String: [Int]]) -> Void = { _ in }) throws {
        var shapes = shapes
        change(&shapes)
        var (header, end) = ([String: [String: Any]](), 0)
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let (type, width) = Self.isWhole(name) ? ("I64", 8) : ("F32", 4)
            let next = end + width * shape.reduce(1, *)
            header[name] = ["dtype": type, "shape": shape, "data_offsets": [end, next]]
            end = next
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try (length + text).write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: UInt64(8 + text.count + end))
        try file.close()
    }
}
