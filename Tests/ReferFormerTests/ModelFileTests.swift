import Foundation
import Tensors
import Testing
import Weights

@testable import ReferFormer

/// Weights files as wholes: all that a model needs, nothing else.
@Suite struct ModelFileTests {
    /// Generated weights that remember what was asked for.
    private final class Recording: WeightSource {
        private(set) var tensors: [String: Tensor] = [:]
        let path = "recording"
        let names: [String]? = nil

        func availability(_ name: String, _ shape: [Int]) -> WeightAvailability { .present }

        func load(_ name: String, _ shape: [Int]) -> Tensor {
            let tensor = GeneratedWeights().load(name, shape)
            tensors[name] = tensor
            return tensor
        }
    }

    static let models: [ReferFormerConfig] = [.tinyResNet, .tinySwin, .tinyVideoSwin]

    private func tiny(
        _ compute: Compute, _ config: ReferFormerConfig = .tinyResNet
    ) throws -> ([String: Tensor], [String: String]) {
        let source = Recording()
        _ = try ReferFormer(source, config: config, on: compute)
        let text = try JSONEncoder().encode(config)
        return (source.tensors, ["config": String(decoding: text, as: UTF8.self)])
    }

    /// What published files hold beside the weights does no harm.
    @Test(arguments: models) func roundTrip(_ config: ReferFormerConfig) throws {
        let compute = try Compute(threads: 1)
        var (tensors, metadata) = try tiny(compute, config)
        tensors["transformer.decoder.bbox_embed.0.layers.0.bias"] = Tensor(zeros: [64])
        tensors["backbone.0.body.bn1.num_batches_tracked"] = Tensor(zeros: [1])
        tensors["text_encoder.embeddings.position_ids"] = Tensor(zeros: [1, 40])
        let index = "backbone.0.body.layers.0.blocks.0.attn.relative_position_index"
        tensors[index] = Tensor(zeros: [49, 49])
        let direct = try ReferFormer(GeneratedWeights(), config: config, on: compute)
        try withFile(tensors, metadata: metadata) { path in
            let model = try ReferFormer(path: path, on: compute)
            let run = { (model: ReferFormer) in
                let frames = Tensor.filled([1, 40, 48, 3]) { values in
                    for i in values.indices { values[i] = Float(i % 13) / 6 - 1 }
                }
                let text = try model.encode([[0, 7, 9, 2]], on: compute)
                let trunk = try model.trunk(FrameBatch(clip: frames), on: compute)
                let seen = model.decode(trunk, text, on: compute)
                return model.masks(seen, trunk, on: compute).values
            }
            let (read, generated) = (try run(model), try run(direct))
            #expect(read == generated)
        }
    }

    @Test func allThatIsWrongInOneError() throws {
        let compute = try Compute(threads: 1)
        var (tensors, metadata) = try tiny(compute)
        tensors["query_embed.weight"] = nil
        tensors["class_embed.0.bias"] = Tensor(zeros: [2])
        tensors["fusion_module.multihead_attn.out_proj.bias"] = Tensor(
            shape: [64], values: [.infinity] + Array(repeating: 0, count: 63))
        tensors["audio.conv.weight"] = Tensor(zeros: [1])
        try withFile(tensors, metadata: metadata) { path in
            let error = #expect(throws: WeightsError.self) {
                _ = try ReferFormer(path: path, on: compute)
            }
            #expect(
                error?.description == """
                    \(path): the weights do not fit the model: \
                    1 missing: query_embed.weight [5, 64]; \
                    1 misshapen: class_embed.0.bias (found F32 [2], expected [1]); \
                    1 not finite: fusion_module.multihead_attn.out_proj.bias \
                    (found inf at element 0, expected numbers); \
                    1 unused: audio.conv.weight; use weights made for this configuration
                    """)
        }
    }

    /// A file without any tensor must not cost more memory than the report takes.
    @Test func emptyFileForTheLargestModel() throws {
        let compute = try Compute(threads: 1)
        let config = try JSONEncoder().encode(ReferFormerConfig.resNet50)
        let metadata = ["config": String(decoding: config, as: UTF8.self)]
        try withFile(metadata: metadata) { path in
            let error = #expect(throws: WeightsError.self) {
                _ = try ReferFormer(path: path, on: compute)
            }
            let text = error?.description ?? ""
            #expect(text.contains("missing: backbone.0.body.conv1.weight [64, 3, 7, 7]"))
        }
    }

    @Test func impossibleInput() throws {
        let compute = try Compute(threads: 1)
        let model = try ReferFormer(GeneratedWeights(), config: .tinyResNet, on: compute)
        #expect(throws: ReferFormerError.tooManyTokens(found: 39, limit: 38)) {
            try model.encode([Array(repeating: 5, count: 39)], on: compute)
        }
        #expect(throws: ReferFormerError.unknownToken(120, vocabulary: 120)) {
            try model.encode([[0, 120, 2]], on: compute)
        }
        #expect(throws: ReferFormerError.smallFrames(height: 28, width: 64, least: 29)) {
            try model.trunk(FrameBatch(clip: Tensor(zeros: [1, 28, 64, 3])), on: compute)
        }
        _ = try model.encode([Array(repeating: 5, count: 38)], on: compute)
    }

    /// Odd sizes, the smallest included, run through all stages.
    @Test(arguments: [(29, 29), (33, 61), (64, 31), (47, 130)], models)
    func anySize(_ size: (Int, Int), _ config: ReferFormerConfig) throws {
        let (height, width) = size
        let compute = try Compute(threads: 2)
        let model = try ReferFormer(GeneratedWeights(), config: config, on: compute)
        let text = try model.encode([[0, 4, 2]], on: compute)
        let trunk = try model.trunk(
            FrameBatch(clip: Tensor(zeros: [2, height, width, 3])), on: compute)
        let seen = model.decode(trunk, text, on: compute)
        let masks = model.masks(seen, trunk, on: compute)
        #expect(masks.shape == [2, 5, (height + 3) / 4, (width + 3) / 4])
        #expect(masks.values.allSatisfy { $0.isFinite })
        let one = model.masks(seen, trunk, query: 3, on: compute)
        let size = one.count / 2
        for frame in 0..<2 {
            let start = (frame * 5 + 3) * size
            let expected = masks.values[start..<(start + size)]
            let most =
                zip(one.rows(frame..<(frame + 1)).values, expected)
                .map { abs($0 - $1) }.max() ?? 0
            #expect(most < 1e-4)
        }
    }

    @Test(arguments: models) func sameForAnyNumberOfThreads(_ config: ReferFormerConfig) throws {
        let frames = Tensor.filled([2, 64, 96, 3]) { values in
            for i in values.indices { values[i] = Float(i % 29) / 14 - 1 }
        }
        let runs = try [1, 2, 5].map { threads in
            let compute = try Compute(threads: threads)
            let model = try ReferFormer(GeneratedWeights(), config: config, on: compute)
            let text = try model.encode([[0, 4, 2]], on: compute)
            let trunk = try model.trunk(FrameBatch(clip: frames), on: compute)
            return model.masks(model.decode(trunk, text, on: compute), trunk, on: compute).values
        }
        #expect(runs[0] == runs[1] && runs[0] == runs[2])
    }
}
