import Layers
import Tensors
import Weights

/// Draws a subject's mask out of what stands out, what the query's mask says, what moves or contrasts,
/// and where the subject's classes are seen:
///
///     logit = a · salience + b · mask + c · contrast + mlp(all of these, background, classes, kinds, …)
///
/// The MLP reads every place by itself, and beside it how mask and salience agree in the frame, so that
/// it can tell one thing that stands out from several of which the words mean one.
///
/// Weights: `blend` `[3]` (a, b, c), `layers.N` (`MLP`).
package struct SubjectMixer: Sendable {
    /// Numbers that the MLP reads at a place.
    static let inputs = 23
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
        let spread = { (map: Tensor) in
            compute.resizeBilinear(map, height: seen.height, width: seen.width).values
        }
        let flat = { (map: Tensor) in spread(map.reshaped([1] + map.shape + [1])) }
        let parts = zip([seen.salience.values, flat(mask), flat(contrast)], Self.limits).map {
            values, limit in values.map { min(max($0, -limit), limit) }
        }
        let place = Place(
            salience: parts[0], mask: parts[1], contrast: parts[2],
            background: spread(Self.background(seen.kinds)),
            classes: evidence.classes.map { spread($0.values) },
            kinds: evidence.kinds.map { spread($0.values) })
        let mixed = mlp(features(place, evidence), on: compute).values
        return mixed.indices.map { at in
            mixed[at] + blend[0] * parts[0][at] + blend[1] * parts[1][at] + blend[2] * parts[2][at]
        }
    }

    /// Maps of one size, row by row.
    private struct Place {
        let salience: [Float]
        let mask: [Float]
        let contrast: [Float]
        let background: [Float]
        let classes: [Float]?
        let kinds: [Float]?
    }

    private static func background(_ kinds: Tensor) -> Tensor {
        let count = kinds.shape[3]
        return Tensor.filled(Array(kinds.shape.dropLast()) + [1]) { out in
            kinds.withUnsafeBuffer { kinds in
                for place in out.indices { out[place] = kinds[place * count] }
            }
        }
    }

    /// `[places, inputs]`; about a quarter of a logit each, 0 where nothing is known.
    private func features(_ place: Place, _ evidence: SubjectEvidence) -> Tensor {
        let (logit, ratio) = (SubjectEvidence.logit, SubjectEvidence.ratio)
        let salience = place.salience.map { min(max($0, -8), 8) }
        let peak = (salience.max() ?? 0) / 4
        // Taught with the peak of the spread map, not of the coarse one as for the classes.
        let most = place.kinds?.max() ?? 0
        let agreement = MaskAgreement(mask: place.mask, salience: place.salience)
        let width = Self.inputs
        return Tensor.filled([salience.count, width]) { out in
            for cell in salience.indices {
                let at = cell * width
                let background = place.background[cell]
                out[at] = salience[cell] / 4
                out[at + 1] = logit(background) / 4
                for input in 2..<12 { out[at + input] = 0 }
                if let classes = place.classes, let map = evidence.classes {
                    out[at + 2] = logit(classes[cell]) / 4
                    out[at + 3] = ratio(classes[cell], evidence.prior) / 4
                    out[at + 4] = logit(map.most) / 4
                    out[at + 5] = ratio(classes[cell], map.most) / 4
                    out[at + 6] = 1
                    out[at + 7] = logit(map.mean) / 4
                }
                var others = 1 - background
                if let kinds = place.kinds {
                    out[at + 8] = logit(kinds[cell]) / 4
                    out[at + 9] = 1
                    out[at + 10] = logit(most) / 4
                    others -= kinds[cell]
                }
                out[at + 11] = logit(others) / 4
                out[at + 12] = evidence.generality
                out[at + 13] = peak
                out[at + 14] = agreement.high / 4
                out[at + 15] = agreement.low / 4
                out[at + 16] = agreement.covered
                out[at + 17] = agreement.outside
                out[at + 18] = place.mask[cell] / 4
                out[at + 19] = (place.mask[cell] - agreement.high) / 4
                out[at + 20] = place.contrast[cell]
                out[at + 21] = evidence.fit / 4
                out[at + 22] = evidence.head / 4
            }
        }
    }
}
