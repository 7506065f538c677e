import Foundation
import Testing

@testable import Weights

/// A file that must be refused, and the message without its path.
struct DamagedWeights: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let place: String
    let found: String
    let expected: String

    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ place: String, _ found: String, _ expected: String) {
        (self.name, self.bytes) = (name, bytes)
        (self.place, self.found, self.expected) = (place, found, expected)
    }

    /// One tensor "a" of eight data bytes, described by `entry`.
    init(
        _ name: String, entry: String, _ place: String, _ found: String, _ expected: String
    ) {
        let bytes = safetensorsBytes("{\"a\":\(entry)}", data: Array(repeating: 0, count: 8))
        self.init(name, bytes, place, found, expected)
    }

    /// Tensors "a" and "b" of one float each, at these offsets of eight data bytes.
    init(
        _ name: String, a: String, b: String, _ place: String, _ found: String, _ expected: String
    ) {
        let entry = { (offsets: String) in
            "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(offsets)]}"
        }
        let header = "{\"a\":\(entry(a)),\"b\":\(entry(b))}"
        let bytes = safetensorsBytes(header, data: Array(repeating: 0, count: 8))
        self.init(name, bytes, place, found, expected)
    }

    static let table: [DamagedWeights] = [
        .init("0 bytes", [], "file", "0 bytes", "at least 8 (a safetensors file)"),
        .init(
            "7 bytes", Array("{\"a\":{}".utf8), "file", "7 bytes",
            "at least 8 (a safetensors file)"),
        .init(
            "header past the end", littleEndianBytes(UInt64(90)) + Array("{}      ".utf8),
            "header length", "90", "2 to 8, what the file has room for"),
        .init(
            "header of all 64 bits", littleEndianBytes(UInt64.max) + Array("{}".utf8),
            "header length", "18446744073709551615", "2 to 2, what the file has room for"),
        .init(
            "not an object", safetensorsBytes("[]"), "header, byte 0", "\"[\"", "an object"),
        .init(
            "cut off header", safetensorsBytes("{\"a\":"), "header, byte 5", "the end",
            "an object"),
        .init(
            "text after the header", safetensorsBytes("{} x"), "header, byte 3", "\"x\"",
            "the end of the header"),
        .init(
            "not UTF-8", safetensorsBytes([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]),
            "header, byte 5", "other bytes", "UTF-8 text"),
        .init(
            "no dtype", entry: #"{"shape":[2],"data_offsets":[0,8]}"#,
            "tensor a", "an incomplete entry", "dtype, shape and data_offsets"),
        .init(
            "no shape", entry: #"{"dtype":"F32","data_offsets":[0,8]}"#,
            "tensor a", "an incomplete entry", "dtype, shape and data_offsets"),
        .init(
            "no data_offsets", entry: #"{"dtype":"F32","shape":[2]}"#,
            "tensor a", "an incomplete entry", "dtype, shape and data_offsets"),
        .init(
            "foreign key", entry: #"{"dtype":"F32","strides":[1]}"#,
            "tensor a", "\"strides\"", "dtype, shape and data_offsets alone"),
        .init(
            "key twice", entry: #"{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}"#,
            "tensor a", "\"shape\" twice", "each key once"),
        .init(
            "unknown dtype", entry: #"{"dtype":"F12","shape":[2],"data_offsets":[0,8]}"#,
            "tensor a", "type \"F12\"", "a type such as F32, F16 or BF16"),
        .init(
            "negative extent", entry: #"{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#,
            "header, byte 29", "\"-\"", "a whole number"),
        .init(
            "number beyond 64 bits",
            entry: #"{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}"#,
            "header, byte 29", "a number beyond 64 bits", "a size"),
        .init(
            "size beyond 64 bits",
            entry: #"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"#,
            "tensor a", "shape [4294967296, 4294967296]", "a size within 64 bits"),
        .init(
            "shape and data differ", entry: #"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#,
            "tensor a", "8 bytes", "12 bytes for F32 [3]"),
        .init(
            "offsets backwards", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#,
            "tensor a", "data offsets [8, 0]", "a range within the 8 bytes of data"),
        .init(
            "data cut off", entry: #"{"dtype":"F32","shape":[4],"data_offsets":[0,16]}"#,
            "tensor a", "data offsets [0, 16]", "a range within the 8 bytes of data"),
        .init(
            "trailing bytes", entry: #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#,
            "data", "8 bytes", "4 bytes, what the tensors need"),
        .init(
            "overlap", a: "0,4", b: "0,4", "tensor b",
            "data from byte 0, inside another tensor", "data from byte 4"),
        .init(
            "hole", a: "4,8", b: "4,8", "tensor a", "data from byte 4, after a gap",
            "data from byte 0"),
        .init(
            "name twice",
            safetensorsBytes(
                #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
                    + #""a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#),
            "tensor a", "it twice", "each name once"),
    ]
}

@Suite("Damaged weights files")
struct DamagedWeightsTests {
    @Test("are refused with a message that says where and why", arguments: DamagedWeights.table)
    func refused(_ damage: DamagedWeights) throws {
        try withWeightsFile(damage.bytes) { path in
            let expected = WeightsError.damaged(
                path: path, place: damage.place, found: damage.found, expected: damage.expected)
            #expect(throws: expected) { try SafetensorsFile(path: path) }
            #expect(
                expected.description == "\(path): \(damage.place): found \(damage.found), expected "
                    + "\(damage.expected); download or export the file again")
        }
    }

    @Test(
        "of another format are named",
        arguments: [
            (
                [0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0],
                "a zip archive such as torch.save writes (.pth), which is not read"
            ),
            ([0x80, 2, 0x8A, 0x0A, 0, 0, 0, 0, 0], "a pickle (.pth), which is not read"),
            (Array("plain text".utf8), "a text file"),
        ] as [([UInt8], String)])
    func otherFormats(_ bytes: [UInt8], _ found: String) throws {
        try withWeightsFile(bytes) { path in
            let expected = WeightsError.foreign(path: path, found: found)
            #expect(throws: expected) { try SafetensorsFile(path: path) }
            #expect(
                expected.description == "\(path): \(found), expected a safetensors file; name "
                    + "weights made for refseg")
        }
    }

    @Test("that are folders or are not there are refused")
    func noFile() {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(
            throws: WeightsError.unreadable(path: folder, reason: "is no regular file")
        ) { try SafetensorsFile(path: folder) }
        let pipe = folder + "/pipe-\(UUID().uuidString).safetensors"
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        #expect(
            throws: WeightsError.unreadable(path: pipe, reason: "is no regular file")
        ) { try SafetensorsFile(path: pipe) }
        let absent = folder + "/absent-\(UUID().uuidString).safetensors"
        #expect(
            throws: WeightsError.unreadable(
                path: absent, reason: "cannot be opened: No such file or directory")
        ) { try SafetensorsFile(path: absent) }
    }

    @Test("never crash the reader: every cut and many flipped bytes of a sound file")
    func mutations() throws {
        let url = try #require(
            Bundle.module.url(
                forResource: "tiny", withExtension: "safetensors", subdirectory: "Fixtures"))
        let sound = [UInt8](try Data(contentsOf: url))
        for count in sound.indices {
            try withWeightsFile(Array(sound.prefix(count))) { path in
                #expect(throws: WeightsError.self) { try SafetensorsFile(path: path) }
            }
        }
        for index in sound.indices {
            var bytes = sound
            bytes[index] ^= 1 << UInt8(index % 8)
            try withWeightsFile(bytes) { path in
                guard let file = try? SafetensorsFile(path: path) else { return }
                for name in file.names { _ = file.tensor(name)?.values }
            }
        }
    }
}
