import Masks
import ReferFormer
import Tensors

/// Masks of one annotated frame at its original size (A2D-Sentences): logits grow to the size that
/// the network read, are cut at the size without padding, and reach the original size by nearest
/// neighbours.
///
/// - `logits`: `[candidates, height, width]` at stride 4.
/// - `padded`: the size that the network read; nil for four times that of the logits.
/// - Result: a mask of the original size for each candidate.
package func annotatedMasks(
    _ logits: Tensor, padded: Extent? = nil, extent: Extent, height: Int, width: Int,
    on compute: Compute
) -> [Mask] {
    let candidates = logits.shape[0]
    let rows = padded?.rows ?? 4 * logits.shape[1]
    let columns = padded?.columns ?? 4 * logits.shape[2]
    let grown = compute.resizeBilinear(
        logits.reshaped(logits.shape + [1]), height: rows, width: columns)
    let down = nearestNeighbours(height, in: extent.rows)
    let across = nearestNeighbours(width, in: extent.columns)
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
