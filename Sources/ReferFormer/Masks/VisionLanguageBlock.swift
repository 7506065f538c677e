import Layers
import Tensors
import Weights

/// A transformer layer over all cells of a clip's map: self attention on a reduced map, attention to
/// the words, feed-forward; normalised after each (Wu et al. 2022, arXiv:2201.00487, 3.4).
///
/// Only the self attention joins the frames, and it sees the map reduced; what follows runs on any
/// part of a clip, so that a long clip needs little memory.
///
/// Weights: `self_attn`, `multihead_attn`, `linear1`, `linear2`, `norm1`, `norm2`, `norm3`.
struct VisionLanguageBlock: Sendable {
    private let selfAttention: MultiHeadAttention
    private let norm1: LayerNorm
    private let textAttention: WordAttention
    private let norm2: LayerNorm
    private let feedforward: FeedForward
    private let reduction: Int

    /// - `reduction`: factor by which the map shrinks for self attention.
    init(_ scope: WeightScope, _ config: ReferFormerConfig, reduction: Int) throws {
        let (width, heads) = (config.hidden, config.fusionHeads)
        selfAttention = try MultiHeadAttention(scope["self_attn"], width: width, heads: heads)
        norm1 = try LayerNorm(scope["norm1"], width: width)
        textAttention = try WordAttention(
            scope["multihead_attn"], width: width, heads: heads)
        norm2 = try LayerNorm(scope["norm2"], width: width)
        feedforward = try FeedForward(
            scope, norm: "norm3", width: config.hidden, inner: config.feedforward)
        self.reduction = reduction
    }

    /// The words of each text, ready to be read by any number of cells.
    func read(_ words: Words, on compute: Compute) -> [WordAttention.Words] {
        textAttention.read(words.keys, words.values, excluded: words.excluded, on: compute)
    }

    /// A map as `exchange` sees it.
    func shrunk(_ map: Tensor, on compute: Compute) -> Tensor {
        compute.resizeNearest(
            map, height: map.shape[1] / reduction, width: map.shape[2] / reduction)
    }

    /// What the frames of each clip tell each other, on the reduced map.
    ///
    /// - `maps`: of all frames of all clips, `[frames, height, width, hidden]` in parts, made one
    ///   after another; whole ones, or `shrunk`.
    /// - `map`: its number among the geometry's maps.
    /// - Result: `[clips · frames, height / reduction, width / reduction, hidden]`.
    func exchange(
        _ maps: some Sequence<Tensor>, clips: Int, map: Int, _ geometry: Geometry,
        on compute: Compute
    ) -> Tensor {
        let (height, width) = geometry.sizes[map]
        let (low, wide) = (height / reduction, width / reduction)
        // Those that are shrunk already stay as they are.
        let shrink = { (x: Tensor) in compute.resizeNearest(x, height: low, width: wide) }
        let x = compute.concatenate(maps.map(shrink), axis: 0)
        let (frames, channels) = (x.shape[0], x.shape[3])
        let positions = geometry.positions[map]
        let placed = positions.count / (height * width * channels)
        let reduced = shrink(positions.reshaped([placed, height, width, channels]))
        let query = compute.add(x, placed == 1 ? reduced.reshaped([low, wide, channels]) : reduced)
        let perClip = [clips, frames / clips * low * wide, channels]
        let seen = selfAttention(
            query.reshaped(perClip), query.reshaped(perClip), x.reshaped(perClip),
            excluded: geometry.padding(ofMap: map, frames: frames, reduction: reduction),
            on: compute)
        return seen.reshaped(x.shape)
    }

    /// The rest of the layer for some frames of one clip.
    ///
    /// - `x`: `[frames, height, width, hidden]`, the shape of the result.
    /// - `exchanged`: the same frames of what `exchange` gave.
    /// - `positions`: of the map, `[cells, hidden]`.
    /// - `words`: the clip's text.
    func callAsFunction(
        _ x: Tensor, exchanged: Tensor, positions: Tensor, words: WordAttention.Words,
        on compute: Compute
    ) -> Tensor {
        let grown = compute.resizeBilinear(exchanged, height: x.shape[1], width: x.shape[2])
        let y = norm1(grown, residual: x, on: compute)
        return feedforward(
            textAttention(y, adding: positions, words, norm2, on: compute), on: compute)
    }
}
