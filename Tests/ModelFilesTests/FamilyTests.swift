import Checkpoints
import Foundation
import MTTR
import ReferFormer
import Tensors
import Testing
import Weights

@testable import ModelFiles

/// Whose checkpoint a file is, by names and shapes alone.
@Suite struct FamilyTests {
    /// Runs `body` with the path of a file that is gone afterwards.
    private func withFile<Result>(
        _ keys: KeyList, _ change: (inout [String: [Int]]) -> Void = { _ in },
        _ body: (String) throws -> Result
    ) throws -> Result {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try keys.write(to: path, change)
        return try body(path)
    }

    private static let videoSwinTiny = ReferFormerConfig.videoSwinTiny.backbone
    private static let videoSwinBase = ReferFormerConfig.videoSwinBase.backbone

    static let lists: [(list: String, config: ModelConfig, title: String)] = [
        (
            "onlinerefer.resnet50", .onlineRefer(OnlineReferConfig(network: .resNet50)),
            "OnlineRefer with ResNet-50"
        ),
        (
            "onlinerefer.swin_l_p4w7", .onlineRefer(OnlineReferConfig(network: .swinLarge)),
            "OnlineRefer with Swin-L"
        ),
        ("mttr.video_swin_t", .mttr(.published), "MTTR with Video-Swin-T"),
        ("soc.video_swin_t", .soc(.published(videoSwinTiny)), "SOC with Video-Swin-T"),
        ("soc.video_swin_b", .soc(.published(videoSwinBase)), "SOC with Video-Swin-B"),
    ]

    @Test(arguments: lists.indices) func published(_ index: Int) throws {
        let (list, expected, title) = Self.lists[index]
        try expect(KeyList(list), expected, title)
    }

    static let mutr: [(list: String, config: MUTRConfig, backbone: String)] = [
        ("resnet50", MUTRConfig(network: .resNet50), "ResNet-50"),
        ("resnet101", MUTRConfig(network: .resNet101), "ResNet-101"),
        ("swin_l_p4w7", MUTRConfig(network: .swinLarge), "Swin-L"),
        ("video_swin_t_p4w7", MUTRConfig(network: .videoSwinTiny), "Video-Swin-T"),
        ("video_swin_s_p4w7", MUTRConfig(network: .videoSwinSmall), "Video-Swin-S"),
        ("video_swin_b_p4w7", MUTRConfig(network: .videoSwinBase), "Video-Swin-B"),
        ("convnext_large", .convNeXtLarge, "ConvNeXt-L"),
        ("convmae_base", .convMAEBase, "ConvMAE-B"),
    ]

    @Test(arguments: mutr.indices) func publishedMUTR(_ index: Int) throws {
        let (list, config, backbone) = Self.mutr[index]
        try expect(KeyList(list, of: "mutr"), .mutr(config), "MUTR with \(backbone)")
    }

    /// That a file of these tensors is told and is whole.
    private func expect(_ keys: KeyList, _ expected: ModelConfig, _ title: String) throws {
        try withFile(keys) { path in
            let file = try CheckpointFile.open(path)
            let config = try ModelConfig(of: file)
            #expect(config == expected)
            #expect(config.title == title)
            let mismatch = try file.mismatch(with: config)
            #expect(mismatch == nil, "\(mismatch?.description ?? "")")
            let inspection = try Inspection(path: path)
            #expect(inspection.family == config.family.name)
            #expect(inspection.problems == nil)
        }
    }

    /// What is missing is told by name, whatever the family.
    @Test func incomplete() throws {
        try withFile(KeyList("onlinerefer.resnet50"), { $0["track_embed.linear2.bias"] = nil }) {
            let inspection = try Inspection(path: $0)
            #expect(inspection.family == "OnlineRefer")
            #expect(inspection.problems == "1 missing: track_embed.linear2.bias [256]")
        }
    }

    /// The second module that moves positions tells itself.
    @Test func movingPositions() throws {
        let keys = try KeyList("onlinerefer.resnet50")
        let add = { (shapes: inout [String: [Int]]) in
            for (name, shape) in shapes where name.hasPrefix("track_embed.") {
                shapes["track_pos_" + name.dropFirst("track_".count)] = shape
            }
        }
        try withFile(keys, add) { path in
            let file = try CheckpointFile.open(path)
            let config = try ModelConfig(of: file)
            #expect(
                config
                    == .onlineRefer(OnlineReferConfig(network: .resNet50, movesPositions: true)))
            #expect(try file.mismatch(with: config) == nil)
        }
    }

    /// Old versions of transformers wrote a table beside RoBERTa's weights.
    @Test func tableOfPositions() throws {
        let table = "transformer.text_encoder.embeddings.position_ids"
        try withFile(KeyList("mttr.video_swin_t"), { $0[table] = [1, 514] }) { path in
            let problems = try Inspection(path: path).problems
            #expect(problems == nil)
        }
    }

    /// SOC's training leaves counters of operations beside the weights, and what only its loss reads
    /// may be missing.
    @Test func counters() throws {
        let change = { (shapes: inout [String: [Int]]) in
            shapes["total_params"] = [1]
            shapes["vlf.total_ops"] = [1]
            shapes["text_encoder.embeddings.position_ids"] = [1, 514]
            for name in shapes.keys where name.hasPrefix("lvf.") { shapes[name] = nil }
        }
        try withFile(KeyList("soc.video_swin_t"), change) { path in
            let problems = try Inspection(path: path).problems
            #expect(problems == nil)
        }
    }

    /// Without what carries its object on, it is the ReferFormer that it was made from.
    @Test func beforeItsTraining() throws {
        let keys = try KeyList("onlinerefer.resnet50")
        let reduce = { (shapes: inout [String: [Int]]) in
            shapes = shapes.filter { !$0.key.hasPrefix("track_embed.") }
        }
        try withFile(keys, reduce) { path in
            let file = try CheckpointFile.open(path)
            let config = try ModelConfig(of: file)
            #expect(config == .referFormer(.resNet50))
            #expect(try file.mismatch(with: config) == nil)
        }
    }

    /// Half of a MUTR's own modules is not enough, and none of them makes it a ReferFormer.
    @Test func withoutItsModules() throws {
        let keys = try KeyList("convnext_large", of: "mutr")
        try withFile(keys, { $0 = $0.filter { !$0.key.hasPrefix("MTA.") } }) { path in
            let error = #expect(throws: FamilyError.self) {
                _ = try ModelConfig(of: CheckpointFile.open(path))
            }
            #expect(
                error
                    == .near(
                        path: path, family: "MUTR", missing: ["MTA.layers.0.norm1.weight"],
                        foreign: []))
        }
        let both = { (name: String) in name.hasPrefix("MTA.") || name.hasPrefix("mti.") }
        try withFile(keys, { $0 = $0.filter { !both($0.key) } }) { path in
            let config = try ModelConfig(of: CheckpointFile.open(path))
            #expect(config.title == "ReferFormer with ConvNeXt-L")
        }
    }

    /// No file can be of two families: a sign of one is none of any other's marks and signs.
    @Test func signsAreTold() {
        for family in ModelFamily.all {
            for other in ModelFamily.all where other.name != family.name {
                #expect(Set(family.signs).isDisjoint(with: other.marks + other.signs))
                #expect(!family.signs.isEmpty || !other.signs.isEmpty)
            }
        }
    }

    @Test func foreign() throws {
        let keys = try KeyList("onlinerefer.resnet50")
        func error(_ change: (inout [String: [Int]]) -> Void) throws -> (String, String) {
            try withFile(keys, change) { path in
                let error = #expect(throws: FamilyError.self) {
                    _ = try ModelConfig(of: CheckpointFile.open(path))
                }
                return (path, error?.description ?? "")
            }
        }
        let expected = "\(ModelFamily.names)"
        let (path, unknown) = try error { $0 = ["conv1.weight": [8, 3, 3, 3]] }
        #expect(
            unknown
                == "\(path): found no tensor by which a model is told, expected the weights of "
                + "\(expected); use a checkpoint that its authors published or weights exported for "
                + "refseg")
        let (half, near) = try error {
            $0["resizer.fc.weight"] = nil
            $0["track_embed.norm.weight"] = nil
        }
        #expect(
            near
                == "\(half): nearest to OnlineRefer, but with resizer.fc.weight, "
                + "track_embed.norm.weight missing; expected the whole weights of \(expected), so "
                + "use a checkpoint that its authors published or weights exported for refseg")
    }

    /// A tensor without values may claim any size; one with other axes tells nothing.
    @Test func sizesOfNoModel() throws {
        for (list, name) in [
            ("onlinerefer.resnet50", "transformer.level_embed"),
            ("mttr.video_swin_t", "obj_queries.weight"),
            ("soc.video_swin_t", "transformer.level_embed"),
        ] {
            func error(_ shape: [Int]) throws -> String {
                try withFile(KeyList(list), { $0[name] = shape }) { path in
                    let error = #expect(throws: ReferFormerError.self) {
                        _ = try ModelConfig(of: CheckpointFile.open(path))
                    }
                    return error?.description.replacing(path, with: "file") ?? ""
                }
            }
            #expect(
                try error([0, 1 << 62])
                    == "file: the tensors' shapes tell a model that cannot be: tensor \(name) found "
                    + "[0, \(1 << 62)], expected sizes up to \(1 << 24); download the checkpoint again "
                    + "or use weights exported for refseg")
            #expect(
                try error([1, 4, 256])
                    == "file: tensor \(name): found shape [1, 4, 256], expected 2 axes, which tell the "
                    + "model's sizes; download the checkpoint again or use weights exported for refseg"
            )
            #expect(
                try error([4, 7]).hasPrefix(
                    "file: the tensors' shapes tell a model that cannot be: "))
        }
    }

    /// A checkpoint as the authors' training writes it: optimiser, schedule, options and second names.
    @Test(
        .enabled(
            if: KeyList.shared("golden/onlinerefer_tiny.pth") != nil,
            "it lies beside the checkout"))
    func trainingCheckpoint() throws {
        let path = try #require(KeyList.shared("golden/onlinerefer_tiny.pth"))
        let file = try CheckpointFile.open(path)
        var config = ReferFormerConfig.tinyResNet
        config.textHeads = 4
        let found = try ModelConfig(of: file)
        #expect(found == .onlineRefer(OnlineReferConfig(network: config)))
        let mismatch = try file.mismatch(with: found)
        #expect(mismatch == nil, "\(mismatch?.description ?? "")")
        #expect(file.sideData["epoch"] != nil && !file.arguments.isEmpty)
    }

    /// As MTTR's training writes it, and with the model's weights alone.
    @Test(
        .enabled(
            if: KeyList.shared("golden/mttr_tiny.pth") != nil, "it lies beside the checkout"))
    func trainingCheckpointOfMTTR() throws {
        let path = try #require(KeyList.shared("golden/mttr_tiny.pth"))
        let file = try CheckpointFile.open(path)
        #expect(try ModelConfig(of: file) == .mttr(.tiny))
        #expect(try Inspection(path: path).problems == nil)
        #expect(file.sideData["epoch"] != nil)
        let weights = try #require(KeyList.shared("golden/mttr_tiny.weights.safetensors"))
        let alone = try CheckpointFile.open(weights)
        for layout in alone.layouts {
            let same = try file.tensor(layout.name)?.values == alone.tensor(layout.name)?.values
            #expect(same, "\(layout.name)")
        }
    }
}
