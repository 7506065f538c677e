import Weights

/// What a published checkpoint's names and shapes tell of its configuration, which is everything
/// but a few numbers that all published models share.
extension ReferFormerConfig {
    /// The configuration of a weights file without one.
    ///
    /// - Throws: `ReferFormerError.notReferFormer`, `.badConfig`.
    package init(inferredFrom layouts: [TensorLayout], path: String) throws {
        let names = CheckpointNames(layouts, path: path)
        self = .published(try names.backbone())
        (hidden, textHidden) = (
            try names.extent("resizer.fc.weight", 0), try names.extent("resizer.fc.weight", 1)
        )
        levels = try names.extent("transformer.level_embed", 0)
        let encoder = "transformer.encoder.layers"
        let weights = try names.extent("\(encoder).0.self_attn.attention_weights.weight", 0)
        heads = weights / max(1, levels * points)
        feedforward = try names.extent("\(encoder).0.linear1.weight", 0)
        encoderLayers = names.count(encoder)
        decoderLayers = names.count("transformer.decoder.layers")
        queries = try names.extent("query_embed.weight", 0)
        classes = try names.extent("class_embed.0.weight", 0)
        pyramid = try names.extent("pixel_decoder.adapter_1.weight", 0)
        maskFeatures = try names.extent("pixel_decoder.mask_features.weight", 0)
        dynamic = try dynamicWidth(names)
        let text = "text_encoder.embeddings"
        vocabulary = try names.extent("\(text).word_embeddings.weight", 0)
        positions = try names.extent("\(text).position_embeddings.weight", 0)
        textLayers = names.count("text_encoder.encoder.layer")
        textIntermediate = try names.extent(
            "text_encoder.encoder.layer.0.intermediate.dense.weight", 0)
        // Heads of 64 channels in every published model, four heads in the toy ones.
        textHeads = textHidden % 64 == 0 ? textHidden / 64 : 4
        try validate(path: path)
    }

    /// Channels of the dynamic convolutions, from how many numbers the controller makes.
    private func dynamicWidth(_ names: CheckpointNames) throws -> Int {
        let last = max(0, names.count("controller.layers") - 1)
        let parameters = try names.extent("controller.layers.\(last).weight", 0)
        let width = (1...64).first { width in
            var config = self
            config.dynamic = width
            return config.dynamicParameters == parameters
        }
        return width ?? dynamic
    }
}

/// Names and shapes of a checkpoint.
private struct CheckpointNames {
    private static let body = "backbone.0.body"

    private let shapes: [String: [Int]]
    private let prefixes: Set<String>
    private let path: String

    init(_ layouts: [TensorLayout], path: String) {
        shapes = Dictionary(layouts.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
        var prefixes: Set<String> = []
        for layout in layouts {
            for (index, character) in zip(layout.name.indices, layout.name) where character == "." {
                prefixes.insert(String(layout.name[..<index]))
            }
        }
        self.prefixes = prefixes
        self.path = path
    }

    /// One extent of a tensor.
    func extent(_ name: String, _ axis: Int) throws -> Int {
        guard let shape = shapes[name], shape.indices.contains(axis) else {
            throw ReferFormerError.notReferFormer(path: path, missing: name)
        }
        return shape[axis]
    }

    /// How many numbers, from 0 on, follow a name.
    func count(_ name: String) -> Int {
        var count = 0
        while prefixes.contains("\(name).\(count)") { count += 1 }
        return count
    }

    func backbone() throws -> ReferFormerConfig.Backbone {
        guard let patches = shapes["\(Self.body).patch_embed.proj.weight"] else {
            return .resNet(try residual())
        }
        return patches.count == 5
            ? .videoSwin(try swin(frames: Array(1...16))) : .swin(try swin(frames: [1]))
    }

    private func residual() throws -> ReferFormerConfig.Residual {
        let stages = (1...4).map { "\(Self.body).layer\($0)" }
        return ReferFormerConfig.Residual(
            block: shapes["\(stages[0]).0.conv3.weight"] == nil ? .basic : .bottleneck,
            stem: try extent("\(Self.body).conv1.weight", 0),
            stemKernel: try extent("\(Self.body).conv1.weight", 2), stemPool: true,
            planes: try stages.map { try extent("\($0).0.conv1.weight", 0) },
            blocks: stages.map { count($0) })
    }

    /// - `frames`: how many frames a window may have.
    private func swin(frames: [Int]) throws -> ReferFormerConfig.Swin {
        let stages = (0..<4).map { "\(Self.body).layers.\($0).blocks" }
        let attention = "\(stages[0]).0.attn"
        let biases = try extent("\(attention).relative_position_bias_table", 0)
        let tokens = shapes["\(attention).relative_position_index"]?.first
        let windows = frames.flatMap { frames in (1...64).map { (frames: frames, side: $0) } }
        let fitting = windows.filter {
            (2 * $0.frames - 1) * (2 * $0.side - 1) * (2 * $0.side - 1) == biases
                && (tokens ?? $0.frames * $0.side * $0.side) == $0.frames * $0.side * $0.side
        }
        // A table alone may fit several windows; the published ones span 8 frames.
        let window = fitting.first { $0.frames == 8 } ?? fitting.first
        guard let window else {
            throw ReferFormerError.notReferFormer(
                path: path, missing: "\(attention).relative_position_bias_table of a window")
        }
        return ReferFormerConfig.Swin(
            embed: try extent("\(Self.body).patch_embed.proj.weight", 0),
            depths: stages.map { count($0) },
            heads: try stages.map {
                try extent("\($0).0.attn.relative_position_bias_table", 1)
            },
            window: window.side, windowFrames: window.frames)
    }
}
