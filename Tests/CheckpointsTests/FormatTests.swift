import Foundation
import Tensors
import Testing
import TorchBytes
import Weights

@testable import Checkpoints

@Suite("Formats of weights files")
struct FormatTests {
    @Test("safetensors is known by its content, whatever length its header has")
    func safetensors() throws {
        // 0x280 bytes of header begin like a pickle of protocol 2.
        for headerSize in [200, 0x280, 0x480] {
            let entry = #"{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#
            let header = entry + String(repeating: " ", count: headerSize - entry.utf8.count)
            let data = [1.5, -0.1].flatMap { littleEndian($0.bitPattern) }
            try withFile(littleEndian(UInt64(headerSize)) + Array(header.utf8) + data) { path in
                let file = try CheckpointFile.open(path)
                #expect(file.format == .safetensors)
                #expect(file.layouts == [TensorLayout("w", .float64, [2])])
                #expect(try file.tensor("w")?.values == [1.5, -0.1])
                #expect(file.sideData.isEmpty && file.arguments.isEmpty)
            }
        }
    }

    @Test("tensors come in the order of a safetensors file's data")
    func order() throws {
        let header = """
            {"a":{"dtype":"I16","shape":[1],"data_offsets":[4,6]},\
            "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
            "c":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"__metadata__":{"k":"v"}}
            """
        let bytes = littleEndian(UInt64(header.utf8.count)) + Array(header.utf8)
        try withFile(bytes + ZipBytes.floats(3) + littleEndian(Int16(-7))) { path in
            let file = try CheckpointFile.open(path)
            #expect(file.names == ["c", "b", "a"])
            #expect(try file.integers("a") == [-7])
            #expect(file.metadata == ["k": "v"])
        }
    }

    @Test("what is none of them is named")
    func others() throws {
        try withFile(Array("just a text".utf8)) { path in
            #expect(throws: WeightsError.foreign(path: path, found: "a text file")) {
                try CheckpointFile.open(path)
            }
        }
        try withFile([]) { path in
            expect(
                #expect(throws: WeightsError.self) { try CheckpointFile.open(path) },
                says: "\(path): file: found 0 bytes, expected at least 8 *")
        }
        let folder = NSTemporaryDirectory()
        expect(
            #expect(throws: WeightsError.self) { try CheckpointFile.open(folder) },
            says: "\(folder): is no regular file; check the path and its permissions")
    }
}
