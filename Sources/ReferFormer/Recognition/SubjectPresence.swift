import Layers
import Tensors
import Weights

/// Whether a frame shows a subject: what the words' own presence head says, weighed against what was
/// recognised.
///
/// Weights: `layers.N` (`MLP`).
package struct SubjectPresence: Sendable {
    /// Numbers that the MLP reads.
    static let inputs = 11

    private let mlp: MLP

    init(_ scope: WeightScope, hidden: Int) throws {
        mlp = try MLP(scope, widths: [Self.inputs, hidden, 1])
    }

    /// A logit.
    ///
    /// - `head`: the presence head's logit; `fit`: the best candidate's.
    package func callAsFunction(
        head: Float, fit: Float, _ evidence: SubjectEvidence, in seen: Recognized,
        on compute: Compute
    ) -> Float {
        let (logit, ratio) = (SubjectEvidence.logit, SubjectEvidence.ratio)
        var inputs = [Float](repeating: 0, count: Self.inputs)
        (inputs[0], inputs[1]) = (head / 4, fit / 4)
        if let classes = evidence.classes {
            inputs[2] = logit(classes.most) / 4
            inputs[3] = logit(classes.mean) / 4
            inputs[4] = ratio(classes.most, evidence.prior) / 4
            inputs[5] = 1
        }
        if let kinds = evidence.kinds {
            inputs[6] = logit(kinds.most) / 4
            inputs[7] = logit(kinds.mean) / 4
            inputs[8] = 1
        }
        inputs[9] = evidence.generality
        let peak = seen.salience.withUnsafeBuffer { $0.max() ?? 0 }
        inputs[10] = min(max(peak, -8), 8) / 4
        let tensor = Tensor.filled([1, Self.inputs]) { out in
            for i in out.indices { out[i] = inputs[i] }
        }
        return mlp(tensor, on: compute).values[0]
    }
}
