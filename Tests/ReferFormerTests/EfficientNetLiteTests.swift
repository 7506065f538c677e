import Foundation
import Layers
import Tensors
import Weights
import Testing
import Verification

@testable import ReferFormer

/// The backbone and the pyramid above it against the published PyTorch network
/// (Tests/Reference/efficientnet_lite.py).
@Suite struct EfficientNetLiteTests {
    static let sets = ParityTests.sets
    /// Folder with the published weights and what the published network makes of an image:
    /// efficientnet-liteN.safetensors and efficientnet-liteN.golden.safetensors.
    static let published = ProcessInfo.processInfo.environment["REFSEG_EFFICIENTNET_LITE"]

    @Test(arguments: sets, [EfficientNetLite.Kind.lite0, .lite2])
    func generatedWeights(_ set: InstructionSet, _ kind: EfficientNetLite.Kind) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let network = try EfficientNetLite(
            WeightScope(GeneratedWeights(), compute: compute), kind: kind)
        let golden = try SafetensorsFile(path: Golden.path("\(kind.rawValue).golden.safetensors"))
        expectParity(try differences(network, golden, compute), "\(kind), \(set)")
    }

    @Test(.enabled(if: published != nil), arguments: EfficientNetLite.Kind.allCases)
    func publishedWeights(_ kind: EfficientNetLite.Kind) throws {
        let stem = "\(Self.published ?? "")/\(kind.rawValue)"
        guard FileManager.default.fileExists(atPath: "\(stem).safetensors") else { return }
        let compute = try Compute(threads: 2)
        let file = try SafetensorsFile(path: "\(stem).safetensors")
        let scope = WeightScope(FileWeights(file), compute: compute)
        let network = try EfficientNetLite(scope, kind: kind)
        try scope.finish()
        let golden = try SafetensorsFile(path: "\(stem).golden.safetensors")
        let found = try differences(network, golden, compute)
        for difference in found { print("\(kind.rawValue): \(difference)") }
        expectParity(found, "\(kind), published weights")
    }

    private func differences(
        _ network: EfficientNetLite, _ golden: SafetensorsFile, _ compute: Compute
    ) throws -> [StageDifference] {
        let sight = network(try Self.pixels(golden), on: compute)
        let stages =
            sight.maps.enumerated().map { ("maps.\($0.offset)", $0.element) }
            + [("features", sight.features), ("logits", sight.logits)]
        return try stages.map { name, tensor in
            let expected = try #require(golden.tensor(name))
            #expect(tensor.shape == expected.shape, "\(name)")
            return StageDifference(name, tensor, expected)
        }
    }

    private static func pixels(_ golden: SafetensorsFile) throws -> Tensor {
        let levels = try #require(golden.integers("in.pixels"))
        let shape = try #require(golden.layout(of: "in.pixels")).shape
        return Tensor(
            shape: [1] + shape, values: levels.map { EfficientNetLite.normalised(UInt8($0)) })
    }

    @Test(arguments: sets) func pyramid(_ set: InstructionSet) throws {
        let compute = try Compute(threads: 2, instructionSet: set)
        let golden = try SafetensorsFile(path: Golden.path("efficientnet-lite0.golden.safetensors"))
        let scope = WeightScope(GeneratedWeights(), compute: compute)
        let pyramid = try LightPyramid(
            scope["pyramid"], channels: EfficientNetLite.Kind.lite0.channels,
            extras: [3, 2, 0, 0], width: 16)
        let maps = try (0..<4).map { try #require(golden.tensor("maps.\($0)")) }
        let extras = try (0..<2).map { try #require(golden.tensor("in.extra.\($0)")) }
        let refined = pyramid(maps, extras: extras, on: compute)
        expectParity(
            try refined.enumerated().map { level, found in
                let expected = try #require(golden.tensor("pyramid.\(level)"))
                #expect(found.shape == expected.shape)
                return StageDifference("pyramid.\(level)", found, expected)
            }, "pyramid, \(set)")
    }

    /// Frames do not see each other, in the backbone nor in the pyramid.
    @Test func framesStandAlone() throws {
        let compute = try Compute(threads: 2)
        let scope = WeightScope(GeneratedWeights(), compute: compute)
        let network = try EfficientNetLite(scope, kind: .lite0)
        let pyramid = try LightPyramid(
            scope["pyramid"], channels: network.kind.channels, width: 16)
        let frames = GeneratedWeights().load("frames", [2, 64, 32, 3])
        let see = { (frames: Tensor) in
            let sight = network(frames, on: compute)
            return sight.maps + [sight.features, sight.logits]
                + pyramid(sight.maps, on: compute)
        }
        let together = see(frames)
        let alone = (0..<2).map { see(frames.rows($0..<($0 + 1))) }
        for (stage, both) in together.enumerated() {
            #expect(both.values == alone[0][stage].values + alone[1][stage].values)
        }
    }

    @Test(arguments: sets) func threadsChangeNothing(_ set: InstructionSet) throws {
        let results = try [1, 2, 3].map { threads in
            let compute = try Compute(threads: threads, instructionSet: set)
            let network = try EfficientNetLite(
                WeightScope(GeneratedWeights(), compute: compute), kind: .lite0, classes: 7)
            return network(GeneratedWeights().load("frames", [1, 64, 96, 3]), on: compute).logits
        }
        #expect(results[1].values == results[0].values)
        #expect(results[2].values == results[0].values)
    }

    /// The published networks' tables, as their papers and code give them.
    @Test func shapesOfTheKinds() {
        typealias Kind = EfficientNetLite.Kind
        #expect(Kind.lite0.channels == [24, 40, 112, 320])
        #expect(Kind.lite1.channels == [24, 40, 112, 320])
        #expect(Kind.lite2.channels == [24, 48, 120, 352])
        #expect(Kind.allCases.map(\.blocks.count) == [16, 21, 21])
        #expect(Kind.lite0.ends == [2, 4, 10, 15])
        #expect(Kind.lite2.ends == [3, 6, 14, 20])
        // 15 rows become 8 where images have 240: two zeros on both sides, not one and two.
        let zeros = { (filter: EfficientNetLite.Filter) in [filter.before, filter.after] }
        #expect(zeros(Kind.lite1.blocks[15].filter) == [2, 2])
        #expect(zeros(Kind.lite0.blocks[11].filter) == [1, 2])
        #expect(zeros(Kind.lite0.stemFilter) == [0, 1])
    }

    /// A file without some tensors, and with one of another shape, is told about by their names.
    @Test func missingWeightsAreNamed() throws {
        let compute = try Compute(threads: 1)
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SafetensorsFile.write(
            ["_fc.bias": Tensor(zeros: [9])], to: "\(folder)/few.safetensors")
        let file = try SafetensorsFile(path: "\(folder)/few.safetensors")
        let scope = WeightScope(FileWeights(file), compute: compute)
        _ = try EfficientNetLite(scope, kind: .lite0)
        let error = #expect(throws: WeightsError.self) { try scope.finish() }
        let message = error?.description ?? ""
        #expect(message.contains("_blocks.") && message.contains("_fc.bias"), "\(message)")
    }
}
