import Layers
import Tensors
import Weights

/// Swin (Liu et al., arXiv:2103.14030) and Video-Swin (Liu et al., arXiv:2106.13230): transformer
/// blocks whose tokens attend within windows, every other block's windows being shifted. It has as
/// many stages as its numbers tell.
///
/// Weights: `patch_embed`, `layers.S.blocks.B`, and what `SwinKind` names.
package struct SwinTransformer: Backbone {
    private struct Stage: Sendable {
        let blocks: [SwinBlock]
        let norm: LayerNorm?
        let merging: PatchMerging?
    }

    /// Floats of a batch of tokens: with what is computed for them, ten times as much, they should
    /// stay in the cache that all cores share.
    private static let batchFloats = 1 << 18

    private let embedding: PatchEmbedding
    private let stages: [Stage]
    private let window: (frames: Int, side: Int)
    private let kind: SwinKind

    package init(
        _ scope: WeightScope, _ config: ReferFormerConfig.Swin, kind: SwinKind, inputs: Int
    ) throws {
        let positions = RelativePositions(frames: config.windowFrames, side: config.window)
        embedding = try PatchEmbedding(
            scope["patch_embed"], embed: config.embed, inputs: inputs, kind)
        stages = try config.channels.enumerated().map { stage, width in
            Stage(
                blocks: try (0..<config.depths[stage]).map {
                    try SwinBlock(
                        scope["layers"][stage]["blocks"][$0], width: width,
                        heads: config.heads[stage], positions)
                },
                norm: kind.normalizesFeatures
                    ? try LayerNorm(scope["norm\(stage)"], width: width) : nil,
                merging: stage < config.channels.count - 1
                    ? try PatchMerging(kind.merging(scope, stage: stage), width: width) : nil)
        }
        window = (config.windowFrames, config.window)
        self.kind = kind
    }

    package func callAsFunction(_ x: Tensor, clips: Int, on compute: Compute) -> [Tensor] {
        self(x, clips: clips, on: compute, recording: nil)
    }

    /// The feature map of every stage; see `Backbone`.
    package func callAsFunction(
        _ x: Tensor, clips: Int, on compute: Compute, recording recorder: StageRecorder?
    ) -> [Tensor] {
        maps(stages[...], x, clips: clips, on: compute, recorder)
    }

    package var tellsFinestAlone: Bool { !kind.joinsFrames }

    package func finest(_ x: Tensor, on compute: Compute) -> Tensor {
        maps(stages.prefix(1), x, clips: x.shape[0], on: compute, nil)[0]
    }

    private func maps(
        _ stages: ArraySlice<Stage>, _ x: Tensor, clips: Int, on compute: Compute,
        _ recorder: StageRecorder?
    ) -> [Tensor] {
        let images = x.shape[0]
        let clips = kind.joinsFrames ? clips : images
        var x = embedding(x, on: compute)
        recorder?.record("bb.embed", x)
        return stages.enumerated().map { number, stage in
            let batch = Self.batchFloats / x.shape[3]
            let cut = [false, true].map { shifted in
                SwinWindows(
                    clips: clips,
                    axes: (
                        kind.axis(size: images / clips, window: window.frames, shifted: shifted),
                        kind.axis(size: x.shape[1], window: window.side, shifted: shifted),
                        kind.axis(size: x.shape[2], window: window.side, shifted: shifted)
                    ), batch: batch)
            }
            for (index, block) in stage.blocks.enumerated() {
                x = block(x, cut[index % 2], on: compute)
                recorder?.record("bb.block.\(number).\(index)", x)
            }
            let feature = stage.norm.map { $0(x, on: compute) } ?? x
            if number + 1 < stages.count, let merging = stage.merging {
                x = merging(x, batch: batch, on: compute)
            }
            return feature
        }
    }
}

/// x = x + attention(norm1(x)); x = x + fc2(gelu(fc1(norm2(x)))), a batch of windows at a time.
///
/// Weights: `norm1`, `attn`, `norm2`, `mlp.fc1`, `mlp.fc2`.
private struct SwinBlock: Sendable {
    private let attentionNorm: LayerNorm
    private let attention: WindowAttention
    private let norm: LayerNorm
    private let feedforward: FeedForward

    init(_ scope: WeightScope, width: Int, heads: Int, _ positions: RelativePositions) throws {
        attentionNorm = try LayerNorm(scope["norm1"], width: width)
        attention = try WindowAttention(scope["attn"], width: width, heads: heads, positions)
        norm = try LayerNorm(scope["norm2"], width: width)
        feedforward = FeedForward(
            try Linear(scope["mlp"]["fc1"], inputs: width, outputs: 4 * width),
            try Linear(scope["mlp"]["fc2"], inputs: 4 * width, outputs: width), activation: .gelu)
    }

    /// - `x`: the map that `windows` were made for, the shape of the result.
    func callAsFunction(_ x: Tensor, _ windows: SwinWindows, on compute: Compute) -> Tensor {
        let bias = attention.bias(tokens: windows.tokens, on: compute)
        return compute.assemble(x.shape, parts: windows.batches.map(\.rows)) { index in
            let batch = windows.batches[index]
            let tokens = compute.gather(x, rows: batch.rows)
            let seen = attention(
                attentionNorm(tokens, on: compute), addingTo: tokens, batch.windows, bias,
                on: compute)
            return feedforward(norm(seen, on: compute), residual: seen, on: compute)
        }
    }
}
