import Layers
import Tensors
import Weights

/// Cuts frames into patches of 4×4 pixels, zeros beyond the frame, and embeds each.
///
/// Weights: `proj.{weight, bias}`, a convolution; `norm`.
struct PatchEmbedding: Sendable {
    /// Rows, and columns, of a patch.
    private static let side = 4

    private let convolution: Convolution
    private let norm: LayerNorm

    init(_ scope: WeightScope, embed: Int, inputs: Int, _ kind: SwinKind) throws {
        let side = Self.side
        let weight = try scope["proj"].tensor(
            "weight", kind.patchWeight(embed: embed, inputs: inputs, side: side))
        convolution = Convolution(
            weight: weight.reshaped([embed, inputs, side, side]),
            bias: try scope["proj"].tensor("bias", [embed]), stride: side, padding: 0,
            on: scope.compute)
        norm = try LayerNorm(scope["norm"], width: embed)
    }

    /// - `x`: `[n, height, width, inputs]`.
    /// - Result: `[n, ⌈height / 4⌉, ⌈width / 4⌉, embed]`.
    func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        let whole = { (size: Int) in (size + Self.side - 1) / Self.side * Self.side }
        let padded = compute.pad(x, height: whole(x.shape[1]), width: whole(x.shape[2]))
        return norm(convolution(padded, on: compute), on: compute)
    }
}

/// Halves a map: every 2×2 tokens, zeros beyond the map, become one of twice the width.
///
/// Weights: `norm` over the four tokens one after another (column by column), `reduction.weight`.
struct PatchMerging: Sendable {
    private let norm: LayerNorm
    private let reduction: Linear

    init(_ scope: WeightScope, width: Int) throws {
        norm = try LayerNorm(scope["norm"], width: 4 * width)
        reduction = try Linear(
            scope["reduction"], inputs: 4 * width, outputs: 2 * width, bias: false)
    }

    /// - `x`: `[n, height, width, channels]`.
    /// - `batch`: tokens of `x` that are merged at once, roughly.
    /// - Result: `[n, ⌈height / 2⌉, ⌈width / 2⌉, 2 · channels]`.
    func callAsFunction(_ x: Tensor, batch: Int, on compute: Compute) -> Tensor {
        let (height, width) = (x.shape[1], x.shape[2])
        let shape = [x.shape[0], (height + 1) / 2, (width + 1) / 2, reduction.outputs]
        let (lines, line) = (shape[0] * shape[1], shape[2])
        let atOnce = max(1, batch / (4 * line))
        let parts = stride(from: 0, to: lines, by: atOnce).map { $0..<min($0 + atOnce, lines) }
        let rows = parts.map { part in
            ((part.lowerBound * line)..<(part.upperBound * line)).map(Int32.init)
        }
        return compute.assemble(shape, parts: rows) { index in
            let corners = Self.corners(height: height, width: width, lines: parts[index])
            let tokens = compute.gather(x, rows: corners)
                .reshaped([corners.count / 4, reduction.inputs])
            return reduction(norm(tokens, on: compute), on: compute)
        }
    }

    /// The rows of `[n, height, width]` that make each token of some lines of the merged maps,
    /// column by column; -1 for zeros.
    static func corners(height: Int, width: Int, lines: Range<Int>) -> [Int32] {
        let perImage = (height + 1) / 2
        var corners: [Int32] = []
        for line in lines {
            let (image, top) = (line / perImage, line % perImage * 2)
            for left in stride(from: 0, to: width, by: 2) {
                for (y, x) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let isInside = top + y < height && left + x < width
                    let row = (image * height + top + y) * width + left + x
                    corners.append(isInside ? Int32(row) : -1)
                }
            }
        }
        return corners
    }
}
