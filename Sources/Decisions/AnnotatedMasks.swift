import Masks
import ReferFormer
import Tensors

/// Masks of one annotated frame at its original size (A2D-Sentences): logits grow four times, are cut
/// at the size without padding, and reach the original size by nearest neighbours.
///
/// - `logits`: `[candidates, height, width]` at stride 4.
/// - Result: a mask of the original size for each candidate.
package func annotatedMasks(
    _ logits: Tensor, extent: Extent, height: Int, width: Int, on compute: Compute
) -> [Mask] {
    let (candidates, rows, columns) = (logits.shape[0], 4 * logits.shape[1], 4 * logits.shape[2])
    let grown = compute.resizeBilinear(
        logits.reshaped(logits.shape + [1]), height: rows, width: columns)
    let steps = { (count: Int, source: Int) in
        let scale = Float(source) / Float(count)
        return (0..<count).map { min(Int(Float($0) * scale), source - 1) }
    }
    let (down, across) = (steps(height, extent.rows), steps(width, extent.columns))
    return grown.withUnsafeBuffer { grown in
        (0..<candidates).map { candidate in
            Mask(width: width, height: height) { pixels in
                for (y, row) in down.enumerated() {
                    let line = (candidate * rows + row) * columns
                    for (x, column) in across.enumerated() {
                        pixels[y * width + x] = sigmoid(grown[line + column]) > 0.5 ? 1 : 0
                    }
                }
            }
        }
    }
}
