import Foundation
import Tensors
import Weights

/// Tells drawings, and frames put together from cut-outs, from photographs: what a classifier of
/// photographs says of drawings counts little.
///
///     sigmoid(weight · mean over the places of ln(class probabilities) + bias)
///
/// Weights: `weight` `[1000]`, `bias` `[1]`.
struct DrawingProbe: Sendable {
    private let weight: [Float]
    private let bias: Float

    init(_ scope: WeightScope) throws {
        weight = try scope.tensor("weight", [RecognitionConfig.classes]).values
        bias = try scope.tensor("bias", [1]).values[0]
    }

    /// - `classes`: probabilities, `[1, rows, columns, 1000]`.
    func callAsFunction(_ classes: Tensor) -> Float {
        let count = weight.count
        let sum = classes.withUnsafeBuffer { classes in
            classes.indices.reduce(Float(0)) {
                $0 + weight[$1 % count] * log(classes[$1] + 1e-6)
            }
        }
        let places = Float(classes.shape[1] * classes.shape[2])
        return sigmoid(sum / places + bias)
    }
}
