import Foundation
import Testing
import TorchBytes

@testable import Checkpoints

/// A pickle that asks Python to act, and what it asks for.
struct HostilePickle: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let asked: String
    /// The value that asks, given the shell command to run.
    let value: @Sendable (String) -> Pickle.Bytes

    private static let system = Pickle.global("os", "system")

    static let table: [HostilePickle] = [
        .init(testDescription: "GLOBAL", asked: "posix.system") { _ in
            Pickle.global("posix", "system")
        },
        .init(testDescription: "GLOBAL and REDUCE", asked: "os.system") {
            Pickle.call(system, Pickle.tuple(Pickle.text($0)))
        },
        .init(testDescription: "STACK_GLOBAL and REDUCE", asked: "os.system") {
            Pickle.call(Pickle.stackGlobal("os", "system"), Pickle.tuple(Pickle.text($0)))
        },
        .init(testDescription: "INST", asked: "os.system") {
            Pickle.mark + Pickle.text($0) + [0x69] + Array("os\nsystem\n".utf8)
        },
        .init(testDescription: "OBJ", asked: "os.system") {
            Pickle.mark + system + Pickle.text($0) + [0x6F]
        },
        .init(testDescription: "NEWOBJ", asked: "subprocess.Popen") {
            Pickle.global("subprocess", "Popen") + Pickle.tuple(Pickle.text($0)) + [0x81]
        },
        .init(testDescription: "NEWOBJ_EX", asked: "subprocess.Popen") {
            Pickle.global("subprocess", "Popen") + Pickle.tuple(Pickle.text($0))
                + Pickle.emptyDictionary + [0x92]
        },
        .init(testDescription: "BUILD", asked: "builtins.eval") {
            Pickle.call(Pickle.global("argparse", "Namespace"))
                + Pickle.dictionary(
                    (Pickle.text("__setstate__"), Pickle.global("builtins", "eval")),
                    (Pickle.text("x"), Pickle.text($0))) + [0x62]
        },
        .init(testDescription: "inside the arguments of a tensor", asked: "os.system") {
            Pickle.call(
                Pickle.global("torch._utils", "_rebuild_tensor_v2"),
                Pickle.tuple(Pickle.call(system, Pickle.tuple(Pickle.text($0)))))
        },
        .init(testDescription: "inside a reference to a storage", asked: "os.system") {
            Pickle.tuple(
                Pickle.text("storage"), Pickle.call(system, Pickle.tuple(Pickle.text($0)))) + [0x51]
        },
        .init(testDescription: "deep inside lists", asked: "os.system") {
            Pickle.list(
                Pickle.list(Pickle.dictionary((Pickle.call(system, Pickle.text($0)), Pickle.none))))
        },
        .init(testDescription: "a name that begins well", asked: "torch.FloatStorage.eval") { _ in
            Pickle.global("torch", "FloatStorage.eval")
        },
        .init(testDescription: "a module that begins well", asked: "collections.abc.OrderedDict") {
            _ in Pickle.global("collections.abc", "OrderedDict")
        },
        .init(testDescription: "bytes to be loaded", asked: "torch.storage._load_from_bytes") {
            _ in Pickle.global("torch.storage", "_load_from_bytes")
        },
        .init(testDescription: "a name over several lines", asked: "os.?[31mgone") { _ in
            Pickle.stackGlobal("os", "\u{1B}[31mgone")
        },
        .init(testDescription: "a very long name", asked: "os." + String(repeating: "x", count: 77))
        {
            _ in Pickle.stackGlobal("os", String(repeating: "x", count: 100_000))
        },
    ]
}

@Suite("Pickles that ask Python to act")
struct PickleRefusalTests {
    @Test(
        "are refused by the name they ask for, and nothing happens", arguments: HostilePickle.table)
    func refused(_ hostile: HostilePickle) throws {
        let trace = NSTemporaryDirectory() + "ran-\(UUID().uuidString)"
        let value = hostile.value("touch \(trace)")
        let pickle = Pickle.checkpoint(beside: value)
        for bytes in [ZipBytes.pair(pickle).bytes, LegacyBytes(pickle).bytes] {
            try withFile(bytes) { path in
                let error = #expect(throws: CheckpointError.self) { try CheckpointFile.open(path) }
                expect(
                    error,
                    says: "\(path): *, byte *: asks Python to call \(hostile.asked); refseg reads "
                        + "tensors and plain values only and runs nothing, so save the model's "
                        + "state_dict alone, or get it as safetensors")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: trace))
    }

    @Test("only where they ask: a text that names a function is a text")
    func text() throws {
        let pickle = Pickle.checkpoint(beside: Pickle.text("os.system"))
        try withFile(ZipBytes.pair(pickle).bytes) { path in
            let file = try CheckpointFile.open(path)
            #expect(file.sideData["other"] == .text("os.system"))
        }
    }
}
