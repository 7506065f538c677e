import Testing
import TorchBytes

@testable import Checkpoints

/// A tensor that does not fit its storage of four floats, and the message after its path.
struct MisfitTensor: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let message: String
    let pickle: Pickle.Bytes

    init(
        _ name: String, _ message: String, count: Int = 4, offset: Int = 0, shape: [Int],
        strides: [Int]
    ) {
        (testDescription, self.message) = (name, "tensor w: " + message)
        pickle = Pickle.tensor(
            Pickle.storage("0", count: count), offset: offset, shape: shape, strides: strides)
    }

    private static let again = "; download or export the file again"
    private static let sizes = ", expected sizes from 0, one stride for every axis" + again

    static let table: [MisfitTensor] = [
        .init(
            "too long",
            "found 4 values in storage 0, expected enough for F32 [5] with strides [1] from value 0"
                + again, shape: [5], strides: [1]),
        .init(
            "too far on",
            "found 4 values in storage 0, expected enough for F32 [2] with strides [1] from value 3"
                + again, offset: 3, shape: [2], strides: [1]),
        .init(
            "without values, too far on",
            "found 4 values in storage 0, expected enough for F32 [0] with strides [1] from value 5"
                + again, offset: 5, shape: [0], strides: [1]),
        .init(
            "too wide apart",
            "found 4 values in storage 0, expected enough for F32 [2, 2] with strides [3, 1] from "
                + "value 0" + again, shape: [2, 2], strides: [3, 1]),
        .init(
            "of a storage that is not so long",
            "found 16 bytes of storage 0, expected 5 values of F32 from value 0" + again, count: 5,
            shape: [5], strides: [1]),
        .init(
            "of a storage beyond 64 bits",
            "found 16 bytes of storage 0, expected \(Int.max) values of F32 from value 0" + again,
            count: .max, shape: [5], strides: [1]),
        .init(
            "of 2^64 values",
            "found shape [4294967296, 4294967296], expected a size within 64 bits" + again,
            shape: [1 << 32, 1 << 32], strides: [0, 0]),
        .init(
            "of 2^63 bytes",
            "found shape [2305843009213693952], expected a size within 64 bits"
                + again, shape: [1 << 61], strides: [0]),
        .init(
            "of no value and 2^64 values",
            "found shape [4294967296, 4294967296, 0], expected a size within 64 bits" + again,
            shape: [1 << 32, 1 << 32, 0], strides: [0, 0, 0]),
        .init(
            "with strides beyond 64 bits",
            "found 4 values in storage 0, expected enough for F32 [3, 3] with strides "
                + "[4611686018427387904, 4611686018427387904] from value 0" + again,
            shape: [3, 3], strides: [1 << 62, 1 << 62]),
        .init(
            "with the last value at 2^63",
            "found 4 values in storage 0, expected enough for F32 [1] with strides [1] from value "
                + "\(Int.max)" + again, offset: .max, shape: [1], strides: [1]),
        .init(
            "of a negative extent", "found shape [-1], strides [1], offset 0" + sizes,
            shape: [-1], strides: [1]),
        .init(
            "of a negative stride", "found shape [2], strides [-1], offset 1" + sizes,
            offset: 1, shape: [2], strides: [-1]),
        .init(
            "of a negative offset", "found shape [2], strides [1], offset -1" + sizes,
            offset: -1, shape: [2], strides: [1]),
        .init(
            "without a stride", "found shape [2, 2], strides [1], offset 0" + sizes,
            shape: [2, 2], strides: [1]),
        .init(
            "blown up",
            "found 1073741824 values made of the 4 in storage 0, expected 1048576 at most; save the "
                + "model's state_dict alone, or get it as safetensors",
            shape: [1 << 30], strides: [0]),
    ]
}

@Suite("Tensors and their storages")
struct TensorCheckTests {
    private func zip(_ tensor: Pickle.Bytes) -> ZipBytes {
        ZipBytes(
            Pickle.file(Pickle.dictionary((Pickle.text("w"), tensor))),
            storages: [("0", ZipBytes.floats(1, 2, 3, 4))])
    }

    @Test("are refused where they do not fit", arguments: MisfitTensor.table)
    func misfits(_ misfit: MisfitTensor) throws {
        try withFile(zip(misfit.pickle).bytes) { path in
            let error = #expect(throws: (any Error).self) { try CheckpointFile.open(path) }
            expect(error, says: "\(path): \(misfit.message)")
        }
    }

    @Test(
        "give the values that shape and strides tell",
        arguments: [
            ([4], [1], 0, [1, 2, 3, 4]), ([2], [2], 1, [2, 4]), ([], [], 2, [3]),
            ([2, 2], [1, 2], 0, [1, 3, 2, 4]), ([1, 4], [99, 1], 0, [1, 2, 3, 4]),
            ([2, 2], [1, 1], 0, [1, 2, 2, 3]), ([2, 3], [2, 0], 0, [1, 1, 1, 3, 3, 3]),
            ([0, 7], [1, 1], 4, []), ([2, 1, 2], [2, 5, 1], 0, [1, 2, 3, 4]),
        ] as [([Int], [Int], Int, [Float])])
    func views(_ shape: [Int], _ strides: [Int], _ offset: Int, _ values: [Float]) throws {
        let tensor = Pickle.tensor(
            Pickle.storage("0", count: 4), offset: offset, shape: shape, strides: strides)
        try withFile(zip(tensor).bytes) { path in
            let read = try #require(try CheckpointFile.open(path).tensor("w"))
            #expect(read.shape == shape && read.values == values)
        }
    }

    @Test("of one storage may have several types")
    func aliases() throws {
        let pickle = Pickle.dictionary(
            (Pickle.text("floats"), Pickle.pair),
            (
                Pickle.text("bytes"),
                Pickle.tensor(
                    Pickle.storage("0", "ByteStorage", count: 8), shape: [8], strides: [1])
            ))
        try withFile(ZipBytes.pair(Pickle.file(pickle)).bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(try file.tensor("floats")?.values == [1, 2])
            #expect(try file.integers("bytes") == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
        }
    }
}
