import Layers
import Tensors
import Weights

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
