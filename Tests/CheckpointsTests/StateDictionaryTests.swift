import Testing
import TorchBytes
import Weights

@testable import Checkpoints

@Suite("Where a checkpoint keeps its model")
struct StateDictionaryTests {
    private typealias Member = (Pickle.Bytes, Pickle.Bytes)

    private static let model = Pickle.dictionary(
        (Pickle.text("a.weight"), Pickle.pair), (Pickle.text("b"), Pickle.pair))

    private func open(_ value: Pickle.Bytes) throws -> CheckpointFile {
        try withFile(ZipBytes.pair(Pickle.file(value)).bytes) { try CheckpointFile.open($0) }
    }

    @Test(
        "is the top, or under the names that trainings give it",
        arguments: [
            nil, "model", "state_dict", "model_state_dict", "module", "net", "ema_model", "ema",
        ])
    func places(_ key: String?) throws {
        let file = try open(
            key.map { Pickle.dictionary((Pickle.text($0), Self.model)) } ?? Self.model)
        #expect(file.names == ["a.weight", "b"])
        #expect(try file.tensor("b")?.values == [1, 2])
        #expect(file.sideData.isEmpty)
    }

    @Test("is not what only has the name of one")
    func sideData() throws {
        let file = try open(
            Pickle.dictionary(
                (Pickle.text("model"), Pickle.text("resnet50")),
                (Pickle.text("state_dict"), Self.model), (Pickle.text("epoch"), Pickle.integer(7)),
                (Pickle.integer(3), Pickle.none)))
        #expect(file.names == ["a.weight", "b"])
        #expect(file.sideData == ["model": .text("resnet50"), "epoch": .integer(7)])
        let plain = try open(
            Pickle.dictionary(
                (Pickle.text("model"), Pickle.pair), (Pickle.text("step"), Pickle.integer(7))))
        #expect(plain.names == ["model"] && plain.sideData == ["step": .integer(7)])
    }

    @Test("gives every name without the module. of parallel training, if all have it")
    func prefixes() throws {
        let parallel = try open(
            Pickle.dictionary(
                (Pickle.text("module.a"), Pickle.pair),
                (Pickle.text("module.module.b"), Pickle.pair)
            ))
        #expect(parallel.names == ["a", "module.b"])
        #expect(try parallel.tensor("module.b")?.values == [1, 2])
        let mixed = try open(
            Pickle.dictionary(
                (Pickle.text("module.a"), Pickle.pair), (Pickle.text("b"), Pickle.pair)))
        #expect(mixed.names == ["module.a", "b"])
    }

    @Test(
        "gives every name without what wrappers put before it",
        arguments: [
            ["_orig_mod.a", "_orig_mod.b"], ["module._orig_mod.a", "module._orig_mod.b"],
            ["_orig_mod.module.a", "_orig_mod.module.b"], ["model.a", "model.b"],
            ["module.a", "module.b", "n_averaged"], ["model.module._orig_mod.a", "model.module.b"],
            ["a", "_orig_mod.b"],
        ])
    func wrappers(_ names: [String]) throws {
        let file = try open(Pickle.dictionary(names.map { (Pickle.text($0), Pickle.pair) }))
        #expect(file.names == ["a", "b"])
    }

    @Test("comes before the mean of its steps")
    func averages() throws {
        let file = try open(
            Pickle.dictionary(
                (Pickle.text("ema_model"), Pickle.dictionary((Pickle.text("mean"), Pickle.pair))),
                (Pickle.text("model"), Self.model)))
        #expect(file.names == ["a.weight", "b"])
    }

    @Test("has options of the training beside it, as dictionary or namespace")
    func arguments() throws {
        let options = Pickle.dictionary(
            (Pickle.text("lr"), Pickle.integer(1)), (Pickle.text("lr"), Pickle.integer(2)))
        let namespace =
            Pickle.global("argparse", "Namespace") + Pickle.emptyTuple + [0x81] + options + [0x62]
        for args in [options, namespace] {
            let file = try open(
                Pickle.dictionary((Pickle.text("w"), Pickle.pair), (Pickle.text("args"), args)))
            #expect(file.arguments == ["lr": .integer(2)])
        }
    }

    @Test(
        "is missed where there is none",
        arguments: [
            (Pickle.none, "no dictionary"),
            (Pickle.pair, "no dictionary"),
            (Pickle.emptyDictionary, "an empty dictionary"),
            (
                Pickle.dictionary(
                    (Pickle.text("model"), Pickle.emptyDictionary),
                    (Pickle.text("epoch"), Pickle.integer(1))),
                #"a dictionary of "epoch", "model""#
            ),
            (
                Pickle.emptyDictionary + Pickle.mark
                    + Pickle.repeated(9) { Pickle.text("k\($0)") + Pickle.none } + [0x75],
                #"a dictionary of "k0", "k1", "k2", "k3", "k4", "k5" and 3 more"#
            ),
        ])
    func none(_ value: [UInt8], _ found: String) throws {
        try withFile(ZipBytes.pair(Pickle.file(value)).bytes) { path in
            let expected = CheckpointError.noWeights(path: path, found: found)
            #expect(throws: expected) { try CheckpointFile.open(path) }
            #expect(
                expected.description == "\(path): found \(found), expected tensors by their names, "
                    + #"at the top or under "model", "state_dict" or the like; save the model's "#
                    + "state_dict alone with torch.save")
        }
    }

    @Test("must not name a tensor twice")
    func twice() throws {
        let value = Pickle.dictionary(
            (Pickle.text("w"), Pickle.pair), (Pickle.text("w"), Pickle.pair))
        try withFile(ZipBytes.pair(Pickle.file(value)).bytes) { path in
            let expected = WeightsError.damaged(
                path: path, place: "tensor w", found: "it twice", expected: "each name once")
            #expect(throws: expected) { try CheckpointFile.open(path) }
        }
    }
}
