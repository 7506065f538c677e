import Checkpoints
import Foundation
import Tensors
import Testing
import Weights

@Suite("Checkpoints that PyTorch wrote")
struct TorchFilesTests {
    @Test(
        "hold tensors of every type",
        arguments: [
            ("types", CheckpointFile.Format.torch), ("types-protocol4", .torch),
            ("types-old", .legacyTorch),
        ])
    func types(_ name: String, _ format: CheckpointFile.Format) throws {
        let file = try Fixture.open(name)
        #expect(file.format == format)
        #expect(
            file.layouts == [
                TensorLayout("float", .float32, [2, 3]), TensorLayout("half", .float16, [2, 3]),
                TensorLayout("bfloat", .bfloat16, [2, 3]),
                TensorLayout("double", .float64, [2, 3]),
                TensorLayout("long", .int64, [2, 3]), TensorLayout("int", .int32, [2, 3]),
                TensorLayout("short", .int16, [2, 3]), TensorLayout("char", .int8, [2, 3]),
                TensorLayout("byte", .uint8, [2, 3]), TensorLayout("bool", .bool, [2, 3]),
                TensorLayout("scalar", .float32, []), TensorLayout("empty", .float32, [0, 3]),
            ])
        #expect(file.layouts.prefix(5).map(\.byteCount) == [24, 12, 12, 48, 48])
        for name in ["float", "half", "bfloat", "double"] {
            let tensor = try #require(try file.tensor(name))
            #expect(tensor.shape == [2, 3] && tensor.values == [0, 0.25, 0.5, 0.75, 1, 1.25])
            #expect(try file.integers(name) == nil)
        }
        for name in ["long", "int", "short", "char", "byte"] {
            #expect(try file.integers(name) == [0, 1, 2, 3, 4, 5])
            #expect(try file.tensor(name) == nil)
        }
        #expect(try file.integers("bool") == [0, 1, 0, 1, 0, 1])
        #expect(try file.tensor("scalar")?.shape == [])
        #expect(try file.tensor("empty")?.shape == [0, 3])
        #expect(try file.tensor("absent") == nil && file.layout(of: "absent") == nil)
        #expect(file.sideData.isEmpty && file.arguments.isEmpty && file.metadata.isEmpty)
    }

    @Test(
        "hold views of storages, gathered where they are spread", arguments: ["views", "views-old"])
    func views(_ name: String) throws {
        let file = try Fixture.open(name)
        let whole = (0..<24).map { Float($0) / 4 }
        let cube = { (i: Int, j: Int, k: Int) in Float((i * 3 + j) * 4 + k) / 4 }
        let permuted = (0..<4).flatMap { k in
            (0..<2).flatMap { i in (0..<3).map { j in cube(i, j, k) } }
        }
        let expected: [(String, [Int], [Float])] = [
            ("whole", [4, 6], whole),
            ("same", [4, 6], whole),
            ("tail", [2, 6], Array(whole[12...])),
            ("transposed", [6, 4], (0..<24).map { whole[$0 % 4 * 6 + $0 / 4] }),
            ("corner", [2, 3], [8, 9, 10, 14, 15, 16].map { whole[$0] }),
            ("stepped", [2, 2], [0, 3, 12, 15].map { whole[$0] }),
            ("column", [4], [1, 7, 13, 19].map { whole[$0] }),
            ("expanded", [4, 3], Array(repeating: 1, count: 12)),
            ("permuted", [4, 2, 3], permuted),
            ("half", [2, 4], [0, 0.5, 1, 1.5, 0.25, 0.75, 1.25, 1.75]),
            ("parameter", [3], [0, 0.25, 0.5]),
        ]
        #expect(file.names == expected.map(\.0))
        for (name, shape, values) in expected {
            let tensor = try #require(try file.tensor(name))
            #expect(tensor.shape == shape && tensor.values == values, "\(name)")
        }
    }

    @Test(
        "hold a whole training beside the model",
        arguments: ["training", "training-old", "training-protocol5"])
    func training(_ name: String) throws {
        let file = try Fixture.open(name)
        #expect(
            file.layouts == [
                TensorLayout("weight", .float32, [1, 2]),
                TensorLayout("relative_position_index", .int64, [2, 2]),
            ])
        #expect(try file.tensor("weight")?.values == [0, 0.25])
        #expect(try file.integers("relative_position_index") == [0, 1, 2, 3])
        #expect(file.sideData.keys.sorted() == ["args", "epoch", "lr_scheduler", "optimizer"])
        #expect(file.sideData["epoch"] == .integer(3))
        let milestones = file.sideData["lr_scheduler"]?.named?["milestones"]?.members
        #expect(milestones?.map(\.key) == [.integer(3), .integer(5)])
        let arguments = file.arguments
        #expect(arguments["lr"] == .real(0.5))
        #expect(arguments["lr_drop"] == .list([.integer(3), .integer(5)]))
        #expect(arguments["backbone"] == .text("resnet50"))
        #expect(arguments["masks"] == .bool(true))
        #expect(arguments["resume"] == PickleValue.none)
        #expect(arguments["seed"] == .longInteger([0, 0, 0, 0, 0, 0, 0, 0, 0x40]))
        #expect(arguments["output_dir"] == .text("/tmp/output"))
        #expect(arguments["betas"] == .tuple([.real(0.5), .real(0.25)]))
        #expect(arguments["sizes"] == .set([.integer(2)]))
        #expect(arguments["device"] == .opaque("torch.device", [.text("cpu")]))
        guard case .opaque("numpy._core.multiarray.scalar", let parts) = arguments["best"] else {
            Issue.record("\(String(describing: arguments["best"]))")
            return
        }
        #expect(parts.last == .bytes([0, 0, 0, 0, 0, 0, 8, 0x40]))
    }

    @Test(
        "of a compiled model, with NumPy's arrays, a date and an average beside it",
        arguments: ["compiled", "compiled-old", "compiled-protocol5"])
    func compiled(_ name: String) throws {
        let file = try Fixture.open(name)
        #expect(file.names == ["weight", "bias"])
        #expect(try file.tensor("weight")?.values == [0, 0.25])
        #expect(
            file.sideData.keys.sorted() == [
                "ema_model", "epoch", "history", "names", "random", "started",
            ])
        guard case .opaque(let kind, _) = file.sideData["history"] else {
            Issue.record("\(String(describing: file.sideData["history"]))")
            return
        }
        #expect(kind.hasSuffix("_reconstruct") || kind.hasSuffix("_frombuffer"))
    }

    @Test("give a model its weights, buffers ignored")
    func scope() throws {
        let file = try Fixture.open("training")
        let scope = WeightScope(file, compute: try Compute(threads: 1))
        #expect(try scope.tensor("weight", [1, 2]).values == [0, 0.25])
        try scope.finish { $0 == "relative_position_index" }
        let error = try #require(throws: WeightsError.self) {
            let scope = WeightScope(file, compute: try Compute(threads: 1))
            _ = try scope.tensor("weight", [2, 1])
            _ = try scope.tensor("relative_position_index", [2, 2])
            try scope.finish()
        }
        #expect(
            error.description.contains(
                "2 misshapen: weight (found F32 [1, 2], expected [2, 1]), relative_position_index "
                    + "(found I64 [2, 2], expected [2, 2])"))
    }
}

/// Checkpoints of the whole small models, where the goldens lie beside the checkout.
@Suite("Reference checkpoints")
struct GoldenCheckpointTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/golden").path

    @Test(
        "equal the safetensors files of the same weights",
        .enabled(if: FileManager.default.fileExists(atPath: folder)),
        arguments: ["tiny_resnet", "tiny_swin"])
    func equal(_ name: String) throws {
        let checkpoint = try CheckpointFile.open("\(Self.folder)/\(name).pth")
        let weights = try CheckpointFile.open("\(Self.folder)/\(name).weights.safetensors")
        #expect(checkpoint.format == .torch && weights.format == .safetensors)
        #expect(checkpoint.sideData == ["epoch": .integer(5)])
        for layout in weights.layouts {
            #expect(checkpoint.layout(of: layout.name) == layout)
            let expected = try #require(try weights.tensor(layout.name))
            #expect(try checkpoint.tensor(layout.name)?.values == expected.values, "\(layout)")
        }
        // The checkpoint has the decoder's boxes twice, and buffers that no model needs.
        let names = Set(weights.names ?? [])
        for layout in checkpoint.layouts where !names.contains(layout.name) {
            if layout.type == .int64 {
                #expect(try checkpoint.integers(layout.name)?.count == layout.byteCount / 8)
            } else {
                let original = layout.name.replacing("transformer.decoder.", with: "")
                let expected = try #require(try weights.tensor(original), "\(layout)")
                #expect(try checkpoint.tensor(layout.name)?.values == expected.values)
            }
        }
    }
}
