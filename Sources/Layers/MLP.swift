import Tensors
import Weights

/// Linear layers with ReLU between them, always in float32: what they make are coordinates, kernels and scores.
///
/// Weights: `layers.N.weight`, `layers.N.bias`.
package struct MLP: Sendable {
    private let layers: [Linear]

    /// - `widths`: of the input, after every layer, of the output.
    package init(_ scope: WeightScope, widths: [Int]) throws {
        layers = try zip(widths, widths.dropFirst()).enumerated().map { index, pair in
            try Linear(scope["layers"][index], inputs: pair.0, outputs: pair.1, precision: .fp32)
        }
    }

    /// - `x`: `[..., widths.first]`; result `[..., widths.last]`.
    package func callAsFunction(_ x: Tensor, on compute: Compute) -> Tensor {
        layers.enumerated().reduce(x) { x, layer in
            layer.element(
                x, activation: layer.offset + 1 < layers.count ? .relu : .none, on: compute)
        }
    }
}
