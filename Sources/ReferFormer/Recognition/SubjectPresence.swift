import Layers
import Tensors
import Weights

/// Whether a frame shows a subject: what the words' own presence head says, weighed against what was
/// recognised in the frame and, where the query's mask points, as what.
///
/// Where the subject is of a class that is found in boxes, the surest box is weighed too.
///
/// Scenery is there where it covers enough of the frame.
///
/// Weights: `layers.N` (`MLP`).
package struct SubjectPresence: Sendable {
    /// Numbers that the MLP reads.
    static let inputs = 16

    /// Share of a frame from which scenery is more likely there than not.
    private static let leastScenery: Float = 0.01

    /// The MLP's share, and the weight of a box's logit above `undecided`, within limits, where the subject is of
    /// a class that is found in boxes; calibrated on the photographs of Training/scoring/photographs.py that are
    /// not kept for testing, with twelve classes asked for that each does not show.
    private static let (share, weight, undecided): (Float, Float, Float) = (0.7, 1.5, -2.4)
    private static let limits: (low: Float, high: Float) = (-3, 4)

    private let mlp: MLP

    init(_ scope: WeightScope, hidden: Int) throws {
        mlp = try MLP(scope, widths: [Self.inputs, hidden, 1])
    }

    /// A logit.
    ///
    /// - `mask`: the best candidate's logits, `[rows, columns]` of `seen.kinds`.
    package func callAsFunction(
        _ evidence: SubjectEvidence, of subject: Subject, in seen: Recognized, mask: [Float],
        on compute: Compute
    ) -> Float {
        let (logit, ratio) = (SubjectEvidence.logit, SubjectEvidence.ratio)
        if let scenery = evidence.scenery {
            return 2 * ratio(scenery.mean, Self.leastScenery)
        }
        var inputs = [Float](repeating: 0, count: Self.inputs)
        (inputs[0], inputs[1]) = (evidence.head / 4, evidence.fit / 4)
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
        let peak = seen.foreground.withUnsafeBuffer { $0.max() ?? 0 }
        inputs[10] = min(max(peak, -8), 8) / 4
        let pointed = PointedAt(mask, in: seen)
        inputs[11] = pointed.classes.max() ?? 0
        inputs[12] = pointed.doubt
        if evidence.classes != nil {
            inputs[13] = logit(subject.classes.sum(of: pointed.classes)) / 4
        }
        if evidence.kinds != nil { inputs[14] = logit(subject.kinds.sum(of: pointed.kinds)) / 4 }
        inputs[15] = pointed.kinds[0]
        let tensor = Tensor.filled([1, Self.inputs]) { out in
            for i in out.indices { out[i] = inputs[i] }
        }
        let told = mlp(tensor, on: compute).values[0]
        guard let detected = evidence.detected else { return told }
        let found = Self.weight * (logit(detected) - Self.undecided)
        return Self.share * told + min(max(found, Self.limits.low), Self.limits.high)
    }
}
