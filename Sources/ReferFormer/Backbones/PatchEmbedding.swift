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
