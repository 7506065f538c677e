import Foundation
import Tensors
import Testing
import Weights

@testable import ReferFormer

@Suite struct ConfigTests {
    static let presets: [ReferFormerConfig] = [
        .resNet50, .resNet101, .swinTiny, .swinSmall, .swinBase, .swinLarge, .videoSwinTiny,
        .videoSwinSmall, .videoSwinBase, .tinyResNet, .tinySwin, .tinyVideoSwin,
    ]

    @Test(arguments: presets)
    func survivesJSON(_ config: ReferFormerConfig) throws {
        let data = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(ReferFormerConfig.self, from: data) == config)
        try config.validate(path: "model")
    }

    /// What Training/model/config.py writes.
    @Test func ofTheRecipe() throws {
        let text = """
            {"stem": 32, "planes": [48, 96, 160, 256], "blocks": [2, 2, 2, 2], "hidden": 128,
             "heads": 8, "feedforward": 256, "encoder_layers": 1, "decoder_layers": 2,
             "levels": 4, "points": 4, "queries": 5, "pyramid": 64, "mask_features": 32,
             "dynamic": 8, "prior": 64, "vocabulary": 4000, "positions": 66,
             "text_hidden": 128, "text_heads": 4, "text_layers": 2, "text_intermediate": 256,
             "block": "basic", "input_channels": 8, "stem_kernel": 3, "stem_pool": false,
             "fusion": "after_encoder", "fusion_heads": 8, "pyramid_reads_words": false,
             "presence": 64, "agreement": 96, "contrast_channel": 7}
            """
        let config = try withFile(metadata: ["config": text]) {
            try ReferFormerConfig(from: SafetensorsFile(path: $0))
        }
        #expect(
            config.backbone
                == .resNet(
                    ReferFormerConfig.Residual(
                        block: .basic, stem: 32, stemKernel: 3, stemPool: false,
                        planes: [48, 96, 160, 256], blocks: [2, 2, 2, 2])))
        #expect(config.featureChannels == [48, 96, 160, 256])
        #expect(config.fusion == .afterEncoder && config.text.longestText == 64)
        #expect(config.dynamicParameters == 361)
    }

    /// A transformer's numbers are an object of their own, whose fields are named in messages.
    @Test func ofATransformer() throws {
        let data = try JSONEncoder().encode(ReferFormerConfig.videoSwinTiny)
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let swin = try #require(object["video_swin"] as? [String: Any])
        #expect(swin["embed"] as? Int == 96 && swin["window_frames"] as? Int == 8)
        #expect(object["block"] == nil && object["hidden"] as? Int == 256)
        try withFile(metadata: ["config": #"{"swin": {"embed": 96}}"#]) { path in
            let file = try SafetensorsFile(path: path)
            let error = #expect(throws: ReferFormerError.self) {
                try ReferFormerConfig(from: file)
            }
            #expect(error?.description.contains("config, swin.depths: found nothing") == true)
        }
    }

    @Test func nothing() throws {
        try withFile(metadata: [:]) { path in
            let file = try SafetensorsFile(path: path)
            let error = #expect(throws: ReferFormerError.self) {
                try ReferFormerConfig(from: file)
            }
            #expect(
                error?.description == """
                    \(path): metadata: found no "config", expected the architecture as JSON; \
                    use weights exported for refseg
                    """)
        }
    }

    @Test(arguments: [
        ("{", "config", "an unknown value or no JSON"), ("{}", "config, block", "nothing"),
        (#"{"block": "wide"}"#, "config, block", "an unknown value or no JSON"),
        (#"{"block": 3}"#, "config, block", "another type"),
    ])
    func noConfiguration(_ text: String, _ place: String, _ found: String) throws {
        try withFile(metadata: ["config": text]) { path in
            let file = try SafetensorsFile(path: path)
            let error = #expect(throws: ReferFormerError.self) {
                try ReferFormerConfig(from: file)
            }
            #expect(
                error?.description == """
                    \(path): \(place): found \(found), expected a ReferFormer configuration; \
                    use weights exported for refseg
                    """)
        }
    }

    static let changes: [(String, @Sendable (inout ReferFormerConfig) -> Void)] = [
        ("hidden: found 65, expected a multiple", { $0.hidden = 65 }),
        ("hidden: found 1000000000, expected 32 to 4096", { $0.hidden = 1_000_000_000 }),
        ("heads: found 0, expected 1 to 64", { $0.heads = 0 }),
        ("levels: found 3, expected 4", { $0.levels = 3 }),
        ("planes: found [8, 16, 32], expected four widths", changed { $0.planes = [8, 16, 32] }),
        ("blocks: found [2, 2, 0, 2], expected four numbers", changed { $0.blocks[2] = 0 }),
        ("decoder_layers: found -1, expected 2 to 64", { $0.decoderLayers = -1 }),
        ("stem_kernel: found 5, expected 3 or 7", changed { $0.stemKernel = 5 }),
        ("text_hidden: found 50, expected a multiple of text_heads (4)", { $0.textHidden = 50 }),
        ("pyramid: found 32, expected hidden (64)", { $0.pyramid = 32 }),
        ("pyramid_reads_words: found false, expected", { $0.pyramidReadsWords = false }),
        ("prior: found 64, expected 0 with fusion before_encoder", { $0.prior = 64 }),
        ("presence: found 64, expected 0 without a prior head", { $0.presence = 64 }),
        ("contrast_channel: found 3, expected", { $0.contrastChannel = 3 }),
        (
            "swin.window_frames: found 8, expected 1",
            { $0.backbone = .swin(Swin.toy.spanning(frames: 8)) }
        ),
        (
            "video_swin.embed: found 0, expected 1 to 1024",
            {
                $0.backbone = .videoSwin(
                    Swin(embed: 0, depths: [1, 1, 1, 1], heads: [1, 1, 1, 1]))
            }
        ),
        (
            "swin.depths: found [2, 2, 6], expected four numbers of blocks",
            { $0.backbone = .swin(Swin(embed: 96, depths: [2, 2, 6], heads: [3, 6, 12, 24])) }
        ),
        (
            "swin.heads: found 5, expected a divisor of the width (192)",
            { $0.backbone = .swin(Swin(embed: 96, depths: [2, 2, 6, 2], heads: [3, 5, 12, 24])) }
        ),
        (
            "video_swin.window: found 4096 tokens, expected at most 2048",
            {
                $0.backbone = .videoSwin(
                    Swin(
                        embed: 12, depths: [1, 1, 1, 1], heads: [1, 1, 1, 1], window: 16,
                        windowFrames: 16))
            }
        ),
    ]

    private typealias Swin = ReferFormerConfig.Swin

    /// The toy model with another residual network.
    private static func changed(
        _ change: @escaping @Sendable (inout ReferFormerConfig.Residual) -> Void
    ) -> @Sendable (inout ReferFormerConfig) -> Void {
        { config in
            guard case .resNet(var residual) = config.backbone else { return }
            change(&residual)
            config.backbone = .resNet(residual)
        }
    }

    @Test(arguments: changes.indices) func impossible(_ index: Int) {
        let (message, change) = Self.changes[index]
        var config = ReferFormerConfig.tinyResNet
        change(&config)
        let error = #expect(throws: ReferFormerError.self) { try config.validate(path: "a.b") }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("a.b: config, \(message)"), "\(text)")
    }
}

/// Runs `body` with the path of a weights file, which is removed afterwards.
func withFile<R>(
    _ tensors: [String: Tensor] = [:], metadata: [String: String], _ body: (String) throws -> R
) throws -> R {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("model-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try SafetensorsFile.write(tensors, metadata: metadata, to: url.path)
    return try body(url.path)
}
