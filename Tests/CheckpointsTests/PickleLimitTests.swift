import Foundation
import Testing
import TorchBytes

@testable import Checkpoints

/// A pickle that takes more than any checkpoint needs, and what the message says of it.
struct PickleBomb: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let message: String
    let pickle: @Sendable () -> Pickle.Bytes

    init(_ name: String, _ message: String, _ pickle: @Sendable @escaping () -> Pickle.Bytes) {
        (testDescription, self.message, self.pickle) = (name, message, pickle)
    }

    private static let save = "; save the model's state_dict alone, or get it as safetensors"
    private static let memory = "archive/data.pkl: found values, expected 24 MB of them at most"

    /// `count` times the same bytes, in a pickle.
    private static func many(
        _ bytes: Pickle.Bytes, _ count: Int, after head: Pickle.Bytes = []
    ) -> Pickle.Bytes {
        [0x80, 4] + head + Array(repeatElement(bytes, count: count).joined())
    }

    static let table: [PickleBomb] = [
        .init("millions of lists", memory + save) { many(Pickle.emptyList, 8_000_000) },
        .init("millions of marks", memory + save) { many(Pickle.mark, 16_000_000) },
        .init("millions of memo entries", memory + save) {
            many([0x94], 8_000_000, after: Pickle.none)
        },
        .init("one value fetched millions of times", memory + save) {
            many([0x68, 0], 4_000_000, after: Pickle.none + [0x71, 0])
        },
        .init("texts fetched in lists", memory + save) {
            many(
                [0x68, 0, 0x61], 4_000_000, after: Pickle.emptyList + Pickle.none + [0x71, 0, 0x61])
        },
        .init("a dictionary of the same key", memory + save) {
            many([0x4E, 0x4E, 0x73], 4_000_000, after: Pickle.emptyDictionary)
        },
        .init("instructions without an effect", instructions) { many([0x80, 4], 7_000_000) },
        .init("a value remembered again and again", instructions) {
            many([0x71, 0], 7_000_000, after: Pickle.none)
        },
        .init("nothing appended again and again", instructions) {
            many([0x28, 0x65], 7_000_000, after: Pickle.emptyList)
        },
        .init("doubling by references", spread) {
            let doubling = Pickle.repeated(60) { Pickle.put($0) + Pickle.get($0) + [0x86] }
            return Pickle.file(Pickle.emptyTuple + doubling)
        },
        .init("tenfold by lists of lists", spread) {
            let levels = Pickle.repeated(20) { level in
                let ten = Pickle.repeated(10) { _ in Pickle.get(level) }
                return Pickle.put(level) + Pickle.emptyList + Pickle.mark + ten + [0x65]
            }
            return Pickle.file(Pickle.mark + Pickle.emptyList + levels + [0x74])
        },
        .init("nested a hundred thousand deep", deep) {
            Pickle.file(Pickle.emptyList + Array(repeating: 0x85, count: 100_000))
        },
        .init("nested by references", deep) {
            let levels = Pickle.repeated(100) {
                Pickle.put($0) + Pickle.emptyList + Pickle.get($0) + [0x61]
            }
            return Pickle.file(Pickle.mark + Pickle.emptyList + levels + [0x74])
        },
        .init("a list in itself", itself) {
            Pickle.file(Pickle.emptyList + Pickle.put(0) + Pickle.get(0) + [0x61])
        },
        .init("a dictionary in its own tuple", itself) {
            Pickle.file(
                Pickle.emptyDictionary + Pickle.put(0) + Pickle.none + Pickle.get(0) + [0x85, 0x73])
        },
        .init("a number of 2 GB", damaged("the end", "more of the pickle")) {
            Pickle.file([0x8B, 0xFF, 0xFF, 0xFF, 0x7F])
        },
        .init("a text of 2^63 bytes", damaged("the end", "more of the pickle")) {
            Pickle.file([0x8D] + littleEndian(UInt64(1) << 63))
        },
        .init("bytes of 2^64 - 1 bytes", damaged("the end", "more of the pickle")) {
            Pickle.file([0x8E] + littleEndian(UInt64.max))
        },
        .init("a frame of 2^63 bytes", damaged("a frame of 9223372036854775808 bytes", "1 at most"))
        {
            Pickle.file([0x95] + littleEndian(UInt64(1) << 63))
        },
        .init("DUP", damaged("instruction 0x32", "one that torch.save writes")) {
            Pickle.file(Pickle.none + [0x32])
        },
        .init(
            "a pickle of 17 MB",
            "archive/data.pkl: found 17825792 bytes, expected 16777216 at most" + save
        ) { Array(repeating: 0x4E, count: 17 << 20) },
    ]

    private static let instructions =
        "archive/data.pkl: found instructions, expected 4194304 of them at most" + save
    private static let spread =
        "archive/data.pkl: found values that repeat each other, expected 1048576 values at most"
        + save
    private static let deep =
        "archive/data.pkl: found values nested too deep, expected 64 levels at most" + save
    private static let itself = damaged("a value inside itself", "values that end")

    private static func damaged(_ found: String, _ expected: String) -> String {
        "archive/data.pkl, byte *: found \(found), expected \(expected); download or export the "
            + "file again"
    }
}

@Suite("Pickles without measure")
struct PickleLimitTests {
    @Test("are refused within a second", arguments: PickleBomb.table)
    func refused(_ bomb: PickleBomb) throws {
        try withFile(ZipBytes.pair(bomb.pickle()).bytes) { path in
            let start = processorTime()
            let error = #expect(throws: (any Error).self) { try CheckpointFile.open(path) }
            #expect(processorTime() - start < 1)
            expect(error, says: "\(path): \(bomb.message)")
        }
    }

    /// Seconds that this thread has computed: other processes do not count.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    @Test("leave room for the ten thousand tensors of an optimiser")
    func room() throws {
        let state = Pickle.repeated(10_000) { key in
            let storage = Pickle.storage("\(key)", count: 0)
            let tensor = Pickle.tensor(storage, shape: [0, 256, 3, 3], strides: [2304, 9, 3, 1])
            return Pickle.integer(key) + Pickle.dictionary((Pickle.text("exp_avg"), tensor))
        }
        let pickle = Pickle.checkpoint(
            beside: Pickle.emptyDictionary + Pickle.mark + state + [0x75])
        try withFile(ZipBytes.pair(pickle).bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(file.sideData["other"]?.members?.count == 10_000)
        }
    }
}
