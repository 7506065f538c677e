import Layers
import Tensors
import Weights

/// Attention of the tokens of a window to each other, with a learned bias for each relative
/// position (Liu et al., Swin Transformer, arXiv:2103.14030, eq. 4).
///
///     y = x + project(softmax(query · keyᵀ / √dimension + bias) · value)
///
/// Weights: `qkv.{weight, bias}`, rows of query, key, value one after another;
/// `relative_position_bias_table` `[relative positions, heads]`; `proj.{weight, bias}`.
struct WindowAttention: Sendable {
    private let projections: Linear
    private let output: Linear
    /// `[heads, relative positions]`
    private let table: Tensor
    private let positions: RelativePositions

    init(_ scope: WeightScope, width: Int, heads: Int, _ positions: RelativePositions) throws {
        projections = try Linear(scope["qkv"], inputs: width, outputs: 3 * width)
        output = try Linear(scope["proj"], inputs: width, outputs: width)
        let stored = try scope.tensor("relative_position_bias_table", [positions.count, heads])
        table = .filled([heads, positions.count]) { table in
            stored.withUnsafeBuffer { stored in
                for i in table.indices {
                    table[i] = stored[i % positions.count * heads + i / positions.count]
                }
            }
        }
        self.positions = positions
    }

    /// The bias for windows of so many tokens.
    func bias(tokens: Int, on compute: Compute) -> RelativeBias {
        compute.relativeBias(
            table: table, codes: Array(positions.codes.prefix(tokens)), origin: positions.origin)
    }

    /// - `normalized`: `[tokens, width]`, what the tokens attend with; padding counts as zeros.
    /// - `x`: `[tokens, width]`, what the result is added to.
    func callAsFunction(
        _ normalized: Tensor, addingTo x: Tensor, _ windows: AttentionWindows, _ bias: RelativeBias,
        on compute: Compute
    ) -> Tensor {
        let seen = compute.windowAttention(
            projections: projections(normalized, on: compute), padding: projections.bias,
            bias: bias, windows: windows)
        return output(seen, residual: x, on: compute)
    }
}

/// The relative positions of two tokens of a window of full size, numbered as in the table of
/// biases: frames apart slowest, columns apart fastest.
struct RelativePositions: Sendable {
    let count: Int
    /// A query i and a key j of the window are apart by the position origin + codes[i] - codes[j].
    ///
    /// A smaller window takes the codes of the first tokens of the full one, as published: the
    /// true relative positions only where nothing but the frames are fewer.
    let codes: [Int32]
    let origin: Int

    init(frames: Int, side: Int) {
        let line = 2 * side - 1
        let code = { (frame: Int, row: Int, column: Int) in (frame * line + row) * line + column }
        count = (2 * frames - 1) * line * line
        origin = code(frames - 1, side - 1, side - 1)
        codes = (0..<(frames * side * side)).map { token in
            Int32(code(token / (side * side), token / side % side, token % side))
        }
    }
}
