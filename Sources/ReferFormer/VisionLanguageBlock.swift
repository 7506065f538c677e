import Layers
import Tensors

/// A transformer layer over all cells of a clip's map: self attention on a reduced map, attention to
/// the words, feed-forward; normalised after each (Wu et al. 2022, arXiv:2201.00487, 3.4).
///
/// Weights: `self_attn`, `multihead_attn`, `linear1`, `linear2`, `norm1`, `norm2`, `norm3`.
struct VisionLanguageBlock: Sendable {
    private let selfAttention: MultiHeadAttention
    private let norm1: LayerNorm
    private let textAttention: MultiHeadAttention
    private let norm2: LayerNorm
    private let feedforward: FeedForward
    private let reduction: Int

    /// - `reduction`: factor by which the map shrinks for self attention.
    init(_ scope: WeightScope, _ config: ReferFormerConfig, reduction: Int) throws {
        let (width, heads) = (config.hidden, config.fusionHeads)
        selfAttention = try MultiHeadAttention(scope["self_attn"], width: width, heads: heads)
        norm1 = try LayerNorm(scope["norm1"], width: width)
        textAttention = try MultiHeadAttention(
            scope["multihead_attn"], width: width, heads: heads)
        norm2 = try LayerNorm(scope["norm2"], width: width)
        feedforward = try FeedForward(scope, norm: "norm3", config)
        self.reduction = reduction
    }

    func project(_ words: Words, on compute: Compute) -> MultiHeadAttention.Projected {
        textAttention.project(words.keys, words.values, on: compute)
    }

    /// - `x`: `[clips · frames, height, width, hidden]`, the shape of the result.
    /// - `map`: its number among the geometry's maps.
    func callAsFunction(
        _ x: Tensor, map: Int, words: MultiHeadAttention.Projected,
        _ reading: PixelDecoder.Reading, _ geometry: Geometry, on compute: Compute
    ) -> Tensor {
        let (frames, height, width) = (x.shape[0], x.shape[1], x.shape[2])
        let channels = x.shape[3]
        let perFrame = [frames, height * width, channels]
        let perClip = [reading.clips, x.count / (reading.clips * channels), channels]
        let positions = geometry.positions[map]

        let placed = compute.add(x.reshaped(perFrame), positions).reshaped(x.shape)
        let (low, wide) = (height / reduction, width / reduction)
        let reduced = [reading.clips, frames / reading.clips * low * wide, channels]
        let shrink = { (x: Tensor) in
            compute.resizeNearest(x, height: low, width: wide).reshaped(reduced)
        }
        let query = shrink(placed)
        let seen = selfAttention(
            query, query, shrink(x),
            excluded: geometry.padding(ofMap: map, frames: frames, reduction: reduction),
            on: compute)
        let grown = compute.resizeBilinear(
            seen.reshaped([frames, low, wide, channels]), height: height, width: width)
        let y = norm1(grown, residual: x, on: compute)

        let asking = compute.add(y.reshaped(perFrame), positions).reshaped(perClip)
        let read = textAttention.attend(
            asking, words, excluded: reading.excluded, on: compute)
        let z = norm2(read.reshaped(x.shape), residual: y, on: compute)
        return feedforward(z, on: compute)
    }
}
