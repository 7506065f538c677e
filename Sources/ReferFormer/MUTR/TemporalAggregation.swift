import Layers
import Tensors
import Weights

/// Lets the words look at all frames of a clip before any frame has read them, level by level from
/// the finest on, with the same weights:
///
///     words = norm1(words + attend(words + positions, cells, cells)); words = feedforward(words)
///
/// Weights: `layers.0.{multihead_attn, norm1, linear1, linear2, norm2}`.
struct TemporalAggregation: Sendable {
    private let attention: AbsorbedAttention
    private let norm: LayerNorm
    private let feedforward: FeedForward

    init(_ scope: WeightScope, _ config: MUTRConfig) throws {
        let (layer, width) = (scope["layers"][0], config.network.hidden)
        attention = try AbsorbedAttention(
            layer["multihead_attn"], width: width, heads: config.network.fusionHeads)
        norm = try LayerNorm(layer["norm1"], width: width)
        feedforward = try FeedForward(
            layer, norm: "norm2", width: width, inner: config.aggregationWidth)
    }

    /// What the first word, which stands for the sentence, knows in the end, `[1, hidden]`.
    ///
    /// - `words`: of one text.
    /// - `maps`: of one clip, `[frames, height, width, hidden]` for each level.
    func callAsFunction(
        _ words: Words, _ maps: [FrameParts], on compute: Compute, _ stages: StageRecorder?
    ) -> Tensor {
        var x = words.values
        for (level, parts) in maps.enumerated() {
            let map = parts.joined(on: compute)
            let cells = map.reshaped([1, map.count / map.shape[3], map.shape[3]])
            let seen = attention(compute.add(x, words.positions), cells, on: compute)
            let heard = norm(seen, residual: x, on: compute)
            x = feedforward(heard, on: compute)
            stages?.record("mta.\(level).attn", seen)
            stages?.record("mta.\(level).norm1", heard)
            stages?.record("mta.\(level)", x)
        }
        return x.reshaped([x.shape[1], x.shape[2]]).rows(0..<1)
    }
}
