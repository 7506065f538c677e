import Tensors
import Weights

/// y = activation(x · weightᵀ + bias + residual) over the last axis.
///
/// Weights: `weight` `[outputs, inputs]`, and `bias` `[outputs]` where it has one.
package struct Linear: Sendable {
    let packed: PackedLinear

    /// - `precision`: nil for that of all weights.
    package init(
        _ scope: WeightScope, inputs: Int, outputs: Int, bias: Bool = true,
        precision: Precision? = nil
    ) throws {
        packed = scope.compute.pack(
            linear: try scope.tensor("weight", [outputs, inputs]),
            bias: bias ? try scope.tensor("bias", [outputs]) : nil,
            precision: precision ?? scope.precision)
    }

    /// A layer and the scale of each of its outputs, made one at load.
    ///
    /// - `scale`: `[outputs]`.
    package init(_ scope: WeightScope, inputs: Int, outputs: Int, scale: Tensor) throws {
        let factors = scale.values
        precondition(factors.count == outputs, "\(factors.count) scales of \(outputs) outputs")
        let scaled = { (name: String, shape: [Int]) in
            let tensor = try scope.tensor(name, shape)
            defer { tensor.release() }
            let row = tensor.count / outputs
            return Tensor(
                shape: shape,
                values: tensor.values.enumerated().map { $0.element * factors[$0.offset / row] })
        }
        packed = scope.compute.pack(
            linear: try scaled("weight", [outputs, inputs]), bias: try scaled("bias", [outputs]),
            precision: scope.precision)
    }

    init(_ packed: PackedLinear) { self.packed = packed }

    /// Frees the packed weights where they can be made again: of a layer that rests for long.
    package func release() { packed.release() }

    package var inputs: Int { packed.inputs }
    package var outputs: Int { packed.outputs }
    /// What the layer makes of zeros, `[outputs]`.
    package var bias: Tensor { packed.biasOrZeros }

    /// - `x`: `[..., inputs]`; `residual` and the result: `[..., outputs]`.
    package func callAsFunction(
        _ x: Tensor, activation: Activation = .none, residual: Tensor? = nil, on compute: Compute
    ) -> Tensor {
        compute.linear(x, packed, activation: activation, residual: residual)
    }
}
