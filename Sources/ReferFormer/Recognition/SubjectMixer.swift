import Layers
import Tensors
import Weights

/// Draws a subject's mask out of what stands out, what the queries' mask says, what moves or contrasts, and where
/// the subject's classes are seen:
///
///     logit = salience · a + mask · b + contrast · c + mlp(salience, background, classes, kinds, …)
///
/// The MLP reads every place by itself. It was taught on photographs, without motion, so mask and
/// contrast are weighed beside it.
///
/// Weights: `blend` `[3]` (a, b, c), `layers.N` (`MLP`).
package struct SubjectMixer: Sendable {
    /// Numbers that the MLP reads at a place.
    static let inputs = 14
    /// Limits of salience, mask and contrast.
    private static let limits: [Float] = [10, 8, 2]

    private let blend: [Float]
    private let mlp: MLP

    init(_ scope: WeightScope, hidden: Int) throws {
        blend = try scope.tensor("blend", [3]).values
        mlp = try MLP(scope, widths: [Self.inputs, hidden, hidden, 1])
    }

    /// - `mask`: logits of the chosen candidate, `[rows, columns]`; `contrast`: the evidence's last
    ///   channel, `[rows, columns]`; any sizes.
    /// - Returns: logits, `[seen.height · seen.width]`, row by row.
    package func callAsFunction(
        _ evidence: SubjectEvidence, in seen: Recognized, mask: Tensor, contrast: Tensor,
        on compute: Compute
    ) -> [Float] {
        let places = seen.height * seen.width
        let spread = { (map: Tensor) in
            compute.resizeBilinear(map, height: seen.height, width: seen.width)
        }
        let flat = { (map: Tensor) in spread(map.reshaped([1] + map.shape + [1])) }
        let background = spread(Self.background(seen.kinds)).values
        let salience = seen.salience.values
        let inputs = features(
            salience: salience, background: background, evidence,
            classes: evidence.classes.map { spread($0.values).values },
            kinds: evidence.kinds.map { spread($0.values).values })
        let mixed = mlp(inputs, on: compute).values
        let (mask, contrast) = (flat(mask).values, flat(contrast).values)
        return (0..<places).map { place in
            let parts = [salience[place], mask[place], contrast[place]]
            return zip(zip(parts, blend), Self.limits).reduce(mixed[place]) { sum, part in
                sum + part.0.1 * min(max(part.0.0, -part.1), part.1)
            }
        }
    }

    private static func background(_ kinds: Tensor) -> Tensor {
        let count = kinds.shape[3]
        return Tensor.filled(Array(kinds.shape.dropLast()) + [1]) { out in
            kinds.withUnsafeBuffer { kinds in
                for place in out.indices { out[place] = kinds[place * count] }
            }
        }
    }

    /// `[places, inputs]`; all about a quarter of a logit, 0 where nothing is known.
    private func features(
        salience: [Float], background: [Float], _ evidence: SubjectEvidence, classes: [Float]?,
        kinds: [Float]?
    ) -> Tensor {
        let (logit, ratio) = (SubjectEvidence.logit, SubjectEvidence.ratio)
        let peak = min(max(salience.max() ?? 0, -8), 8) / 4
        let width = Self.inputs
        return Tensor.filled([salience.count, width]) { out in
            for place in salience.indices {
                let at = place * width
                out[at] = min(max(salience[place], -8), 8) / 4
                out[at + 1] = logit(background[place]) / 4
                for input in 2..<12 { out[at + input] = 0 }
                if let classes, let map = evidence.classes {
                    out[at + 2] = logit(classes[place]) / 4
                    out[at + 3] = ratio(classes[place], evidence.prior) / 4
                    out[at + 4] = logit(map.most) / 4
                    out[at + 5] = ratio(classes[place], map.most) / 4
                    out[at + 6] = 1
                    out[at + 7] = logit(map.mean) / 4
                }
                var others = 1 - background[place]
                if let kinds, let map = evidence.kinds {
                    out[at + 8] = logit(kinds[place]) / 4
                    out[at + 9] = 1
                    out[at + 10] = logit(map.most) / 4
                    others -= kinds[place]
                }
                out[at + 11] = logit(others) / 4
                out[at + 12] = evidence.generality
                out[at + 13] = peak
            }
        }
    }
}
