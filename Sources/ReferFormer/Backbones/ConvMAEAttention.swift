import Layers
import Tensors
import Weights

/// A transformer block over a map whose attention knows how many rows and columns two tokens are
/// apart (Li et al., MViTv2, arXiv:2112.01526, 4.1):
///
///     score = query · key / √dimension + query · rows[apart] + query · columns[apart]
///     x = x + project(softmax(score) · value); x = x + fc2(gelu(fc1(norm2(x))))
///
/// Weights: `norm1`, `attn.qkv`, `attn.rel_pos_h`, `attn.rel_pos_w` (`[2 · side - 1, dimension]`
/// each, for distances 1 - side … side - 1 of query to key), `attn.proj`, `norm2`,
/// `mlp.{fc1, fc2}`.
struct ConvMAEAttention: Sendable {
    private let norm1: LayerNorm
    private let projections: Linear
    private let rows: Tensor
    private let columns: Tensor
    private let output: Linear
    private let norm2: LayerNorm
    private let feedforward: FeedForward
    private let heads: Int
    private let window: Int?

    /// - `window`: rows, and columns, of a window, which zeros fill up at the right and at the bottom;
    ///   nil to attend to the whole map.
    /// - `side`: of the map that distances were learned for; for other maps they are stretched.
    init(_ scope: WeightScope, width: Int, heads: Int, window: Int?, side: Int) throws {
        let attention = scope["attn"]
        norm1 = try LayerNorm(scope["norm1"], width: width, epsilon: ConvMAENetwork.epsilon)
        projections = try Linear(attention["qkv"], inputs: width, outputs: 3 * width)
        let table = [2 * side - 1, width / heads]
        rows = try attention.tensor("rel_pos_h", table)
        columns = try attention.tensor("rel_pos_w", table)
        output = try Linear(attention["proj"], inputs: width, outputs: width)
        norm2 = try LayerNorm(scope["norm2"], width: width, epsilon: ConvMAENetwork.epsilon)
        feedforward = FeedForward(
            try Linear(scope["mlp"]["fc1"], inputs: width, outputs: 4 * width),
            try Linear(scope["mlp"]["fc2"], inputs: 4 * width, outputs: width), activation: .gelu)
        (self.heads, self.window) = (heads, window)
    }

    /// - `x`: `[n, height, width, channels]`, the shape of the result.
    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        let normalized = norm1(x, on: compute)
        let (n, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let seen: Tensor
        if let window {
            let cut = SquareWindows(images: n, height: height, width: width, side: window)
            let tokens = compute.gather(normalized, rows: cut.tokens)
                .reshaped([cut.count, window, window, channels])
            seen = compute.gather(attend(tokens, compute), rows: cut.places).reshaped(x.shape)
        } else {
            seen = attend(normalized, compute)
        }
        let y = output(seen, residual: x, on: compute)
        return feedforward(norm2(y, on: compute), residual: y, on: compute)
    }

    /// Attention of the tokens of each map to each other: `[n, height, width, channels]`.
    ///
    /// What a query thinks of a distance is a product with that distance's row of a table, so each
    /// score is one product of longer vectors: the query with its opinions of every row and column,
    /// the key with a mark at its own. The values are filled up with zeros.
    private func attend(_ x: Tensor, _ compute: Compute) -> Tensor {
        let (n, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (tokens, dimension) = (height * width, channels / heads)
        let long = dimension + height + width
        let projected = projections(x, on: compute)
        let queries = part(0, of: projected).reshaped([n * tokens * heads, dimension])
        let byRow = compute.linear(queries, distances(rows, size: height, compute))
        let byColumn = compute.linear(queries, distances(columns, size: width, compute))
        // The product that follows divides by the root of the longer vectors' length.
        let root = Float(long).squareRoot()
        let scale = root / Float(dimension).squareRoot()
        let shape = [n, tokens, heads * long]
        let query = Tensor.filled(shape) { query in
            queries.withUnsafeBuffer { queries in
                byRow.withUnsafeBuffer { byRow in
                    byColumn.withUnsafeBuffer { byColumn in
                        for i in 0..<(n * tokens * heads) {
                            let (token, start) = (i / heads % tokens, i * long)
                            let (row, column) = (token / width, token % width)
                            for j in 0..<dimension {
                                query[start + j] = queries[i * dimension + j] * scale
                            }
                            let down = i * (2 * height - 1) + row + height - 1
                            for key in 0..<height {
                                query[start + dimension + key] = byRow[down - key] * root
                            }
                            let across = i * (2 * width - 1) + column + width - 1
                            for key in 0..<width {
                                query[start + dimension + height + key] =
                                    byColumn[across - key] * root
                            }
                        }
                    }
                }
            }
        }
        let key = filledUp(part(1, of: projected), to: long, shape) { key, token in
            key[dimension + token / width] = 1
            key[dimension + height + token % width] = 1
        }
        let value = filledUp(part(2, of: projected), to: long, shape) { _, _ in }
        let seen = compute.attention(
            query: query, key: key, value: value, heads: heads, excluded: nil)
        return .filled(x.shape) { short in
            seen.withUnsafeBuffer { seen in
                for i in short.indices {
                    short[i] = seen[i / dimension * long + i % dimension]
                }
            }
        }
    }

    /// Queries, keys or values out of `[…, 3 · channels]`.
    private func part(_ index: Int, of projected: Tensor) -> Tensor {
        let channels = output.inputs
        return projected.channels(index * channels..<(index + 1) * channels)
    }

    /// The vectors of all heads with zeros up to a length.
    ///
    /// - `shape`: of the result, `[n, tokens, heads · length]`.
    /// - `mark`: is given each vector of the result and its token.
    private func filledUp(
        _ x: Tensor, to length: Int, _ shape: [Int],
        _ mark: (UnsafeMutablePointer<Float>, Int) -> Void
    ) -> Tensor {
        let dimension = output.inputs / heads
        return .filled(shape) { long in
            long.update(repeating: 0)
            guard let start = long.baseAddress else { return }
            x.withUnsafeBuffer { x in
                for i in 0..<(x.count / dimension) {
                    let vector = start + i * length
                    for j in 0..<dimension { vector[j] = x[i * dimension + j] }
                    mark(vector, i / heads % shape[1])
                }
            }
        }
    }

    /// A table of distances for `size` rows or columns, ready for products with queries.
    private func distances(_ table: Tensor, size: Int, _ compute: Compute) -> PackedLinear {
        let (count, dimension) = (table.shape[0], table.shape[1])
        let fitting = compute.resizeBilinear(
            table.reshaped([1, count, 1, dimension]), height: 2 * size - 1, width: 1)
        return compute.pack(linear: fitting.reshaped([2 * size - 1, dimension]), bias: nil)
    }
}

/// Maps cut to square windows, filled up at the right and at the bottom.
private struct SquareWindows {
    /// Windows of all images.
    let count: Int
    /// The row of each token of each window among the maps' tokens; -1 for what is filled up.
    private(set) var tokens: [Int32] = []
    /// Where each token of the maps is among those of the windows.
    private(set) var places: [Int32]

    init(images: Int, height: Int, width: Int, side: Int) {
        let (down, across) = ((height + side - 1) / side, (width + side - 1) / side)
        count = images * down * across
        places = Array(repeating: 0, count: images * height * width)
        for window in 0..<count {
            let (image, top) = (window / (down * across), window / across % down * side)
            let left = window % across * side
            for cell in 0..<(side * side) {
                let (row, column) = (top + cell / side, left + cell % side)
                guard row < height, column < width else {
                    tokens.append(-1)
                    continue
                }
                let token = (image * height + row) * width + column
                places[token] = Int32(tokens.count)
                tokens.append(Int32(token))
            }
        }
    }
}
