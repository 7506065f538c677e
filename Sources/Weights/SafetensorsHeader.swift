import Parsing
import Tensors

/// The table of contents of a safetensors file
/// (github.com/huggingface/safetensors, "Format": 8 bytes of header length, JSON, then the data).
struct SafetensorsHeader {
    struct Entry: Sendable {
        let layout: TensorLayout
        /// Where the bytes lie, counted from the end of the header.
        let range: Range<Int>

        var name: String { layout.name }
    }

    /// Bytes of header that are read at most, as in the reference implementation.
    static let limit = 100_000_000

    private(set) var entries: [String: Entry] = [:]
    private(set) var metadata: [String: String] = [:]
    /// Where the data begin in the file.
    let dataStart: Int

    /// Reads and checks the header of a whole file.
    ///
    /// - Throws: `WeightsError.damaged`.
    init(file bytes: UnsafeRawBufferPointer, path: String) throws {
        func damaged(_ place: String, _ found: String, _ expected: String) -> WeightsError {
            .damaged(path: path, place: place, found: found, expected: expected)
        }
        guard bytes.count >= 8 else {
            throw damaged("file", "\(bytes.count) bytes", "at least 8 (a safetensors file)")
        }
        if let found = Self.otherKind(bytes) {
            throw WeightsError.foreign(path: path, found: found)
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length >= 2 && length <= Self.limit && Int(length) <= bytes.count - 8 else {
            throw damaged(
                "header length", "\(length)",
                "2 to \(min(Self.limit, bytes.count - 8)), what the file has room for")
        }
        dataStart = 8 + Int(length)
        let dataCount = bytes.count - dataStart
        var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]))
        var order: [Entry] = []
        var sawMetadata = false
        do {
            try scanner.object { scanner, name in
                if name == "__metadata__" {
                    guard !sawMetadata else {
                        throw damaged("__metadata__", "it twice", "it once")
                    }
                    sawMetadata = true
                    try scanner.object { scanner, key in
                        guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
                            throw damaged("__metadata__", "\"\(key)\" twice", "each key once")
                        }
                    }
                    return
                }
                let entry = try Self.entry(name, &scanner, dataCount, damaged)
                guard entries.updateValue(entry, forKey: name) == nil else {
                    throw damaged("tensor \(name)", "it twice", "each name once")
                }
                order.append(entry)
            }
            try scanner.end(of: "the header")
        } catch let failure as JSONScanner.Failure {
            throw damaged(
                "header, byte \(failure.position)", failure.found, failure.expected)
        }
        var end = 0
        for entry in order.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard entry.range.lowerBound == end else {
                let overlap = entry.range.lowerBound < end
                throw damaged(
                    "tensor \(entry.name)",
                    "data from byte \(entry.range.lowerBound)"
                        + (overlap ? ", inside another tensor" : ", after a gap"),
                    "data from byte \(end)")
            }
            end = entry.range.upperBound
        }
        guard end == dataCount else {
            throw damaged("data", "\(dataCount) bytes", "\(end) bytes, what the tensors need")
        }
    }

    private static func entry(
        _ name: String, _ scanner: inout JSONScanner, _ dataCount: Int,
        _ damaged: (String, String, String) -> WeightsError
    ) throws -> Entry {
        let place = "tensor \(name)"
        var type: ElementType?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { scanner, key in
            var repeated = false
            switch key {
            case "dtype":
                repeated = type != nil
                let text = try scanner.string()
                guard let known = ElementType(rawValue: text) else {
                    throw damaged(place, "type \"\(text)\"", "a type such as F32, F16 or BF16")
                }
                type = known
            case "shape":
                repeated = shape != nil
                shape = try scanner.wholeNumbers()
            case "data_offsets":
                repeated = offsets != nil
                offsets = try scanner.wholeNumbers()
            default:
                throw damaged(place, "\"\(key)\"", "dtype, shape and data_offsets alone")
            }
            if repeated { throw damaged(place, "\"\(key)\" twice", "each key once") }
        }
        guard let type, let shape, let offsets else {
            throw damaged(place, "an incomplete entry", "dtype, shape and data_offsets")
        }
        guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= dataCount else {
            throw damaged(
                place, "data offsets \(offsets)", "a range within the \(dataCount) bytes of data")
        }
        var bytes = type.size
        for extent in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflow else {
                throw damaged(place, "shape \(shape)", "a size within 64 bits")
            }
            bytes = product
        }
        guard bytes == offsets[1] - offsets[0] else {
            throw damaged(
                place, "\(offsets[1] - offsets[0]) bytes",
                "\(bytes) bytes for \(type.rawValue) \(shape)")
        }
        return Entry(layout: TensorLayout(name, type, shape), range: offsets[0]..<offsets[1])
    }

    /// What a file is that starts like none of this format; nil for one that may be.
    private static func otherKind(_ bytes: UnsafeRawBufferPointer) -> String? {
        if SafetensorsFile.begins(bytes) { return nil }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return "a zip archive such as torch.save writes (.pth), which is not read"
        }
        if bytes.starts(with: [0x80, 0x02]) { return "a pickle (.pth), which is not read" }
        if bytes.prefix(8).allSatisfy({ (0x20..<0x7F).contains($0) || (9...13).contains($0) }) {
            return "a text file"
        }
        return nil
    }
}
