import Foundation
import Tensors
import Testing

@testable import Weights

@Suite("Weights files")
struct WeightsConversionTests {
    /// binary16 by its definition (IEEE 754-2008, 3.4).
    private func half(_ bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * Float(sign: .plus, exponent: -24, significand: fraction)
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default:
            return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
        }
    }

    @Test("widen every F16 value exactly")
    func float16() throws {
        let all = (0...UInt16.max).map { $0 }
        let header = #"{"a":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}"#
        try withWeightsFile(safetensorsBytes(header, data: all.flatMap(littleEndianBytes))) {
            let values = try #require(try SafetensorsFile(path: $0).tensor("a")).values
            let wrong = zip(all, values).filter { bits, value in
                let expected = half(bits)
                return expected.isNaN ? !value.isNaN : expected.bitPattern != value.bitPattern
            }
            #expect(wrong.isEmpty)
        }
    }

    @Test("widen every BF16 value exactly")
    func bfloat16() throws {
        let all = (0...UInt16.max).map { $0 }
        let header = #"{"a":{"dtype":"BF16","shape":[65536],"data_offsets":[0,131072]}}"#
        try withWeightsFile(safetensorsBytes(header, data: all.flatMap(littleEndianBytes))) {
            let values = try #require(try SafetensorsFile(path: $0).tensor("a")).values
            #expect(values.map(\.bitPattern) == all.map { UInt32($0) << 16 })
        }
    }

    @Test("read the same F32 values whether or not the data are aligned", arguments: 0..<4)
    func alignment(_ padding: Int) throws {
        let header =
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
            + String(repeating: " ", count: padding)
        let data = [Float(1.5), -3].flatMap { littleEndianBytes($0.bitPattern) }
        try withWeightsFile(safetensorsBytes(header, data: data)) { path in
            let tensor = try #require(try SafetensorsFile(path: path).tensor("a"))
            #expect(tensor.values == [1.5, -3])
        }
    }

    @Test("hold metadata, half floats, bfloats and whole numbers side by side")
    func fixture() throws {
        let url = try #require(
            Bundle.module.url(
                forResource: "tiny", withExtension: "safetensors", subdirectory: "Fixtures"))
        let file = try SafetensorsFile(path: url.path)
        #expect(file.metadata == ["made": "by hand"])
        #expect(file.names == ["layer.bias", "layer.steps", "layer.weight"])
        #expect(file.tensor("layer.bias")?.values == [1.5, -2])
        #expect(file.tensor("layer.weight")?.shape == [2, 3])
        #expect(file.tensor("layer.weight")?.values == [1, -2, 0.5, 65504, 0x1p-24, 0])
        #expect(file.tensor("layer.steps") == nil)
        #expect(file.integers("layer.steps") == [7])
        #expect(file.tensor("absent") == nil)
    }

    @Test("come back as they were written, empty tensors and odd names included")
    func roundTrip() throws {
        let tensors = [
            "a \"quoted\" \\ name\n": Tensor(shape: [2, 2], values: [1, -0.0, .pi, 1e-45]),
            "empty": Tensor(zeros: [0, 3]), "scalar": Tensor(shape: [], values: [7]),
            "größe": Tensor(shape: [3], values: [1, 2, 3]),
        ]
        let metadata = ["config": "{\"width\":64}", "tab\t": "é\u{1}"]
        try withWeightsFile([]) { path in
            try SafetensorsFile.write(tensors, metadata: metadata, to: path)
            let file = try SafetensorsFile(path: path)
            #expect(file.metadata == metadata)
            #expect(file.names == tensors.keys.sorted())
            for (name, tensor) in tensors {
                let read = try #require(file.tensor(name))
                #expect(read.shape == tensor.shape)
                #expect(read.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
            }
        }
    }
}
