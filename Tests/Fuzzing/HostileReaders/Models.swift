import Checkpoints
import Foundation
import ModelFiles
import ReferFormer
import Weights

extension HostileReader {
    /// Names and shapes of a file whose values are a hole: whose model it is, and whether it is whole.
    ///
    /// The first byte tells which of `ModelList.all` to begin with, or none; orders follow that change it
    /// (`ModelEdit`).
    static func readModel(_ input: [UInt8]) throws {
        var edit = ModelEdit(input)
        edit.apply()
        let path = InputFolder.write(edit.header, to: "model.safetensors")
        if truncate(path, off_t(edit.header.count + edit.valueBytes)) != 0 {
            fatalError("\(path): \(String(cString: strerror(errno)))")
        }
        try refusing(WeightsError.self, naming: path) {
            try refusing(FamilyError.self, naming: path) {
                try refusing(ReferFormerError.self, naming: path) {
                    let inspection = try Inspection(path: path)
                    _ = (inspection.parameters, inspection.config.title)
                    let whole = try CheckpointImport(path, tokenizer: nil)
                    precondition(inspection.problems == nil, "\(inspection.problems ?? "")")
                    _ = whole.layouts
                }
            }
        }
    }
}

/// A list of tensors, changed by orders: a byte that says what, then numbers of a byte, places of two
/// bytes, and texts to the end of a line.
struct ModelEdit {
    private var tensors: [(name: String, type: ElementType, shape: [Int])] = []
    private var config: String?
    private var base: ModelList?
    private var rest: ArraySlice<UInt8>

    /// Sizes that a byte above 200 means.
    private static let sizes = [
        0, 256, 300, 512, 768, 1_024, 4_096, 50_265, 1 << 20, 1 << 30, 1 << 31, 1 << 32, 1 << 40,
        1 << 62, .max,
    ]
    /// Where a file's values may end: more than any disk holds.
    private static let most = 1 << 42

    init(_ input: [UInt8]) {
        rest = input[...]
        let first = Int(rest.popFirst() ?? 255)
        guard ModelList.all.indices.contains(first) else { return }
        let list = ModelList.all[first]
        base = list
        tensors = zip(list.names, list.shapes).map { ($0, .bfloat16, $1) }
    }

    mutating func apply() {
        while let order = rest.popFirst() {
            switch order % 9 {
            case 0: if let place { tensors.remove(at: place) }
            case 1:
                let place = place
                let shape = shape
                if let place { tensors[place].shape = shape }
            case 2:
                let (place, other) = (place, foreign)
                if let place, let other { tensors[place].name = other.name }
            case 3: if let other = foreign { tensors.append((other.name, .bfloat16, other.shape)) }
            case 4: tensors.append((text, .float32, shape))
            case 5:
                let place = place
                let types = ElementType.allCases
                let type = types[number % types.count]
                if let place { tensors[place].type = type }
            case 6: changeConfig()
            case 7:
                let prefix = text
                for index in tensors.indices { tensors[index].name = prefix + tensors[index].name }
            default: config = text
            }
        }
    }

    /// Another number in the configuration that the file carries.
    private mutating func changeConfig() {
        let (place, size) = (number, size)
        var config = config ?? base?.config ?? "{}"
        let numbers = config.ranges(of: /-?\d+/)
        if !numbers.isEmpty {
            config.replaceSubrange(numbers[place % numbers.count], with: "\(size)")
        }
        self.config = config
    }

    private var number: Int { mutating get { Int(rest.popFirst() ?? 0) } }

    private var size: Int {
        mutating get {
            let number = number
            return number < 200 ? number : Self.sizes[min(number - 200, Self.sizes.count - 1)]
        }
    }

    private var shape: [Int] {
        mutating get {
            let count = number % 6
            return (0..<count).map { _ in size }
        }
    }

    private var text: String {
        mutating get {
            let line = rest.prefix { $0 != 0x0a }
            rest = rest[line.endIndex...].dropFirst()
            return String(decoding: line, as: UTF8.self)
        }
    }

    /// A place in the list; nil where it is empty.
    private var place: Int? {
        mutating get {
            let (high, low) = (number, number)
            return tensors.isEmpty ? nil : (high << 8 | low) % tensors.count
        }
    }

    /// A tensor of another model.
    private var foreign: (name: String, shape: [Int])? {
        mutating get {
            let list = ModelList.all[number % ModelList.all.count]
            let (high, low) = (number, number)
            let place = (high << 8 | low) % list.names.count
            return (list.names[place], list.shapes[place])
        }
    }

    /// Bytes of a tensor; nil where no file has so many.
    private static func bytes(_ type: ElementType, _ shape: [Int]) -> Int? {
        var bytes = type.size
        for size in shape {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: size)
            if overflows || product > most { return nil }
            bytes = product
        }
        return bytes
    }

    /// Bytes of all values.
    var valueBytes: Int {
        min(
            Self.most,
            tensors.reduce(0) { min(Self.most, $0 + (Self.bytes($1.type, $1.shape) ?? 0)) })
    }

    /// All that stands before the values.
    var header: [UInt8] {
        var entries: [String] = []
        var end = 0
        for (name, type, shape) in tensors {
            let next = min(Self.most, end + (Self.bytes(type, shape) ?? 0))
            entries.append(
                "\(Self.quoted(name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":\(shape),"
                    + "\"data_offsets\":[\(end),\(next)]}")
            end = next
        }
        // With a digest the values are not read to make one.
        var metadata = "\"\(SafetensorsStream.digestKey)\":\"0\""
        if let config { metadata += ",\"config\":\(Self.quoted(config))" }
        let json =
            "{\"__metadata__\":{\(metadata)}"
            + entries.map { "," + $0 }.joined() + "}"
        return withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Array($0) }
            + Array(json.utf8)
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let json = try? encoder.encode(text) else { return "\"\"" }
        return String(decoding: json, as: UTF8.self)
    }
}
