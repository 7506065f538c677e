import Layers
import Tensors
import Weights

/// Lets every image token read the words of the query.
///
///     out = vision * attend(vision, words + positions, words)
///
/// Early fusion of ReferFormer (Wu et al. 2022, arXiv:2201.00487, 3.2); in MUTR a sum takes the
/// product's place.
///
/// Weights: `multihead_attn.{in_proj_weight, in_proj_bias, out_proj.weight, out_proj.bias}`.
struct Fusion: Sendable {
    /// How what a token has read is joined with it.
    enum Joining: Sendable {
        case product
        case sum
    }

    private let attention: MultiHeadAttention
    private let joining: Joining

    init(_ scope: WeightScope, _ config: ReferFormerConfig, by joining: Joining) throws {
        attention = try MultiHeadAttention(
            scope["multihead_attn"], width: config.hidden, heads: config.fusionHeads)
        self.joining = joining
    }

    /// The words, ready to be read by any number of frames.
    func project(_ words: Words, on compute: Compute) -> MultiHeadAttention.Projected {
        attention.project(words.keys, words.values, on: compute)
    }

    /// - `vision`: `[frames, tokens, hidden]`, the shape of the result.
    /// - `excluded`: padding among the words.
    func callAsFunction(
        _ vision: Tensor, _ words: MultiHeadAttention.Projected, clips: Int, excluded: [Bool]?,
        on compute: Compute
    ) -> Tensor {
        let tokens = vision.reshaped([
            clips, vision.count / (clips * vision.shape[2]), vision.shape[2],
        ])
        let read = attention.attend(tokens, words, excluded: excluded, on: compute)
            .reshaped(vision.shape)
        return switch joining {
        case .product: compute.multiply(vision, read)
        case .sum: compute.add(vision, read)
        }
    }
}

/// The words of one text per clip.
struct Words: Sendable {
    /// `[clips, tokens, hidden]`
    let values: Tensor
    /// `[clips, tokens, hidden]`
    let positions: Tensor
    /// `values` with their positions added.
    let keys: Tensor
    /// `[clips · tokens]`, true for padding; nil where there is none.
    let excluded: [Bool]?

    /// The padding of some clips' texts.
    func excluded(_ clips: Range<Int>) -> [Bool]? {
        let tokens = values.shape[1]
        return excluded.map { Array($0[(clips.lowerBound * tokens)..<(clips.upperBound * tokens)]) }
    }
}
