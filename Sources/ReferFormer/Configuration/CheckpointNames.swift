import Weights

/// Names and shapes of a checkpoint, which tell of its configuration.
package struct CheckpointNames {
    /// What the names of the backbone's tensors begin with.
    private let body: String
    private let shapes: [String: [Int]]
    private let prefixes: Set<String>
    private let path: String

    /// - `path`: of the file, for messages.
    /// - `backbone`: what the names of its tensors begin with.
    package init(_ layouts: [TensorLayout], path: String, backbone body: String) {
        shapes = Dictionary(layouts.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
        var prefixes: Set<String> = []
        for layout in layouts {
            for (index, character) in zip(layout.name.indices, layout.name) where character == "." {
                prefixes.insert(String(layout.name[..<index]))
            }
        }
        self.prefixes = prefixes
        (self.path, self.body) = (path, body)
    }

    /// One extent of a tensor.
    ///
    /// - `axes`: as many as the tensor has in every model; nil where that differs.
    /// - Throws: `ReferFormerError.incomplete` where there is no such tensor, `.misshapen`, `.badSizes`.
    package func extent(_ name: String, _ axis: Int, of axes: Int? = nil) throws -> Int {
        guard let shape = shapes[name] else {
            throw ReferFormerError.incomplete(path: path, missing: name)
        }
        guard shape.indices.contains(axis), shape.count == axes ?? shape.count else {
            throw ReferFormerError.misshapen(
                path: path, tensor: name, found: shape, axes: axes ?? axis + 1)
        }
        // A tensor without values may have any; sizes are multiplied with each other.
        guard shape[axis] <= Self.largest else {
            throw ReferFormerError.badSizes(
                path: path, field: "tensor \(name)", found: "\(shape)",
                expected: "sizes up to \(Self.largest)")
        }
        return shape[axis]
    }

    /// No tensor is larger along one axis.
    private static let largest = 1 << 24

    /// How many numbers, from 0 on, follow a name.
    package func count(_ name: String) -> Int {
        var count = 0
        while prefixes.contains("\(name).\(count)") { count += 1 }
        return count
    }

    /// The numbers of a text encoder.
    ///
    /// - `encoder`: what the names of its tensors begin with.
    /// - Throws: `ReferFormerError.incomplete`, `.misshapen`.
    package func text(_ encoder: String) throws -> TextConfig {
        let words = "\(encoder).embeddings.word_embeddings.weight"
        let width = try extent(words, 1, of: 2)
        return TextConfig(
            vocabulary: try extent(words, 0, of: 2),
            positions: try extent(
                "\(encoder).embeddings.position_embeddings.weight", 0, of: 2),
            width: width,
            // Heads of 64 channels in every published model, four heads in the toy ones.
            heads: width % 64 == 0 ? width / 64 : 4,
            layers: count("\(encoder).encoder.layer"),
            intermediate: try extent("\(encoder).encoder.layer.0.intermediate.dense.weight", 0))
    }

    /// The network that turns frames into feature maps.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.misshapen`.
    package func backbone() throws -> ReferFormerConfig.Backbone {
        if shapes["\(body).stem.0.weight"] != nil { return .convNeXt(try convNeXt()) }
        if shapes["\(body).patch_embed4.weight"] != nil { return .convMAE(try convMAE()) }
        guard let patches = shapes["\(body).patch_embed.proj.weight"] else {
            return .resNet(try residual())
        }
        return patches.count == 5
            ? .videoSwin(try videoSwin()) : .swin(try swin(stages: 4, frames: [1]))
    }

    /// Video-Swin, or its first stages.
    ///
    /// - Throws: `ReferFormerError.incomplete`, `.misshapen`.
    package func videoSwin(stages: Int = 4) throws -> ReferFormerConfig.Swin {
        try swin(stages: stages, frames: Array(1...16))
    }

    private func convNeXt() throws -> ReferFormerConfig.ConvNeXt {
        let stages = (0..<4).map { "\(body).stages.\($0).blocks" }
        return ReferFormerConfig.ConvNeXt(
            widths: try stages.map { try extent("\($0).0.gamma", 0) },
            depths: stages.map { count($0) })
    }

    /// Blocks that attend to the whole map are those with the larger tables of distances.
    private func convMAE() throws -> ReferFormerConfig.ConvMAE {
        let stages = (1...3).map { "\(body).blocks\($0)" }
        let depths = stages.map { count($0) }
        let tables = try (0..<max(1, depths[2])).map {
            try extent("\(stages[2]).\($0).attn.rel_pos_h", 0)
        }
        let (least, most) = (tables.min() ?? 1, tables.max() ?? 1)
        let width = try extent("\(body).patch_embed4.weight", 0)
        let dimension = try extent("\(stages[2]).0.attn.rel_pos_h", 1)
        let cells = try extent("\(body).pos_embed", 1)
        return ReferFormerConfig.ConvMAE(
            widths: try (1...3).map { try extent("\(body).patch_embed\($0).proj.weight", 0) },
            depths: depths, heads: width / max(1, dimension), window: (least + 1) / 2,
            wholeBlocks: tables.indices.filter { tables[$0] > least }, wholeSide: (most + 1) / 2,
            positionSide: Int(Double(cells).squareRoot().rounded()))
    }

    private func residual() throws -> ReferFormerConfig.Residual {
        let stages = (1...4).map { "\(body).layer\($0)" }
        return ReferFormerConfig.Residual(
            block: shapes["\(stages[0]).0.conv3.weight"] == nil ? .basic : .bottleneck,
            stem: try extent("\(body).conv1.weight", 0),
            stemKernel: try extent("\(body).conv1.weight", 2), stemPool: true,
            planes: try stages.map { try extent("\($0).0.conv1.weight", 0) },
            blocks: stages.map { count($0) })
    }

    /// - `frames`: how many frames a window may have.
    private func swin(stages: Int, frames: [Int]) throws -> ReferFormerConfig.Swin {
        let stages = (0..<stages).map { "\(body).layers.\($0).blocks" }
        let attention = "\(stages[0]).0.attn"
        let biases = try extent("\(attention).relative_position_bias_table", 0, of: 2)
        let tokens = shapes["\(attention).relative_position_index"]?.first
        let windows = frames.flatMap { frames in (1...64).map { (frames: frames, side: $0) } }
        let fitting = windows.filter {
            (2 * $0.frames - 1) * (2 * $0.side - 1) * (2 * $0.side - 1) == biases
                && (tokens ?? $0.frames * $0.side * $0.side) == $0.frames * $0.side * $0.side
        }
        // A table alone may fit several windows; the published ones span 8 frames.
        let window = fitting.first { $0.frames == 8 } ?? fitting.first
        guard let window else {
            throw ReferFormerError.incomplete(
                path: path, missing: "\(attention).relative_position_bias_table of a window")
        }
        return ReferFormerConfig.Swin(
            embed: try extent("\(body).patch_embed.proj.weight", 0),
            depths: stages.map { count($0) },
            heads: try stages.map {
                try extent("\($0).0.attn.relative_position_bias_table", 1, of: 2)
            },
            window: window.side, windowFrames: window.frames)
    }
}
