import Layers
import Tensors
import Weights

/// Draws a subject's mask out of what stands out, what the query's mask says, what moves or contrasts,
/// and where the subject's classes are seen:
///
///     logit = a · foreground + b · salience + c · mask + d · contrast + mlp(all of these, background, classes, kinds, …)
///
/// The MLP reads every place by itself, and beside it how the mask agrees in the frame with what stands
/// out and with where the subject's classes are seen, and what holds for the whole patch that the place
/// belongs to, so that it can tell one thing that stands out from several of which the words mean one;
/// and whether the frame looks drawn, for in drawings the query's mask is worth more.
///
/// Where the thing was found in a box, what stands out in a close look at the box takes the place of what stands
/// out in the whole frame, and nothing is drawn outside.
///
/// Where the sentence tells one of several alike things from the others, `DistinguishedPatch` chooses among
/// what was drawn. Scenery, which never stands out, is drawn by its own map alone.
///
/// Weights: `blend` `[4]` (a, b, c, d), `layers.N` (`MLP`).
package struct SubjectMixer: Sendable {
    /// Numbers that the MLP reads at a place.
    static let inputs = 27 + PatchEvidence.inputs
    /// Limits of foreground, salience (beyond it, the network is surer than right), mask and contrast.
    private static let limits: [Float] = [10, 3, 8, 2]
    /// Share of the highest probability from which a place is the subject's.
    private static let own: Float = 0.5

    /// The blend, the MLP's share and what is added where a close-up was looked at, which tells by itself which
    /// thing is meant.
    private static let near: (blend: [Float], mlp: Float, bias: Float) = (
        [0.3, 1, 0.2, 1], 0.5, 0.1
    )

    /// Logits by which scenery is likelier where it is asked for than where it is not.
    static let asked: Float = 1

    private let blend: [Float]
    private let mlp: MLP

    init(_ scope: WeightScope, hidden: Int) throws {
        blend = try scope.tensor("blend", [Self.limits.count]).values
        mlp = try MLP(scope, widths: [Self.inputs, hidden, hidden, 1])
    }

    /// - `mask`: logits of the chosen candidate, `[rows, columns]`; `contrast`: the evidence's last
    ///   channel, `[rows, columns]`; any sizes.
    /// - Returns: logits, `[seen.height · seen.width]`, row by row.
    package func callAsFunction(
        _ evidence: SubjectEvidence, in seen: Recognized, mask: Tensor, contrast: Tensor,
        on compute: Compute
    ) -> [Float] {
        drawn(evidence, in: seen, mask: mask, contrast: contrast, on: compute).logits
    }

    /// Its logits, and what stands out, within its limit; empty for scenery.
    private func drawn(
        _ evidence: SubjectEvidence, in seen: Recognized, mask: Tensor, contrast: Tensor,
        on compute: Compute
    ) -> (logits: [Float], salience: [Float]) {
        let spread = { (map: Tensor) in
            compute.resizeBilinear(map, height: seen.height, width: seen.width).values
        }
        if let scenery = evidence.scenery {
            let logits = spread(scenery.values).map { SubjectEvidence.logit($0) + Self.asked }
            return (logits, [])
        }
        let flat = { (map: Tensor) in spread(map.reshaped([1] + map.shape + [1])) }
        let salience =
            evidence.closeUp?.salience(rows: seen.height, columns: seen.width) ?? seen.salience?
            .values
            ?? [Float](repeating: 0, count: seen.foreground.count)
        let parts = zip(
            [seen.foreground.values, salience, flat(mask), flat(contrast)], Self.limits
        ).map { values, limit in values.map { $0.clamped(to: limit) } }
        let maps = Maps(
            parts: parts,
            standsOut: zip(parts[0], parts[1]).map { blend[0] * $0 + blend[1] * $1 },
            salience: salience,
            background: spread(seen.kinds.channel(0)),
            classes: evidence.classes.map { spread($0.values) },
            kinds: evidence.kinds.map { spread($0.values) })
        let mixed = mlp(features(maps, evidence, seen), on: compute).values
        let (weights, share, bias) =
            evidence.closeUp == nil
            ? (blend, 1, 0) : (Self.near.blend, Self.near.mlp, Self.near.bias)
        let logits = mixed.indices.map { at in
            zip(weights, parts).reduce(share * mixed[at] + bias) { $0 + $1.0 * $1.1[at] }
        }
        if let closeUp = evidence.closeUp {
            return (closeUp.bounded(logits, columns: seen.width), parts[1])
        }
        let distinguished = DistinguishedPatch.drawn(
            logits, by: evidence.distinctions, mask: maps.mask, kinds: maps.kinds,
            colours: seen.colours.values, columns: seen.width)
        return (distinguished, parts[1])
    }

    /// The same of twice as many rows and columns, finer where a close-up was looked at.
    package func refined(
        _ evidence: SubjectEvidence, in seen: Recognized, mask: Tensor, contrast: Tensor,
        on compute: Compute
    ) -> [Float] {
        let (logits, salience) = drawn(
            evidence, in: seen, mask: mask, contrast: contrast, on: compute)
        let (rows, columns) = (2 * seen.height, 2 * seen.width)
        let spread = { (values: [Float]) in
            compute.resizeBilinear(
                Tensor(shape: [1, seen.height, seen.width, 1], values: values), height: rows,
                width: columns
            ).values
        }
        var refined = spread(logits)
        guard let closeUp = evidence.closeUp else { return refined }
        let limit = Self.limits[1]
        let coarse = spread(salience)
        let fine = closeUp.salience(rows: rows, columns: columns)
        for at in refined.indices {
            refined[at] += Self.near.blend[1] * (fine[at].clamped(to: limit) - coarse[at])
        }
        return refined
    }

    /// Maps of one size, row by row.
    private struct Maps {
        /// What is blended: foreground, salience, mask and contrast, within their limits.
        let parts: [[Float]]
        let standsOut: [Float]
        let salience: [Float]
        let background: [Float]
        let classes: [Float]?
        let kinds: [Float]?

        var foreground: [Float] { parts[0] }
        var mask: [Float] { parts[2] }
        var contrast: [Float] { parts[3] }

        /// Where the subject is seen.
        var own: [Bool] {
            guard let seen = kinds ?? classes else { return standsOut.map { $0 > 0 } }
            let least = SubjectMixer.own * (seen.max() ?? 0)
            return seen.map { $0 > least }
        }
    }

    /// `[places, inputs]`; about a quarter of a logit each, 0 where nothing is known.
    private func features(
        _ maps: Maps, _ evidence: SubjectEvidence, _ seen: Recognized
    ) -> Tensor {
        let (logit, ratio) = (SubjectEvidence.logit, SubjectEvidence.ratio)
        let peak = (maps.standsOut.max() ?? 0).clamped(to: 8) / 4
        // Taught with the peak of the spread map, not of the coarse one as for the classes.
        let most = maps.kinds?.max() ?? 0
        let agreement = MaskAgreement(mask: maps.mask, region: maps.standsOut.map { $0 > 0 })
        let own = MaskAgreement(mask: maps.mask, region: maps.own)
        let patches = PatchEvidence(
            standsOut: maps.standsOut, mask: maps.mask, classes: maps.classes, kinds: maps.kinds,
            columns: seen.width)
        let width = Self.inputs
        return Tensor.filled([maps.mask.count, width]) { out in
            for cell in maps.mask.indices {
                let at = cell * width
                let background = maps.background[cell]
                out[at] = maps.foreground[cell].clamped(to: 8) / 4
                out[at + 1] = logit(background) / 4
                for input in 2..<12 { out[at + input] = 0 }
                if let classes = maps.classes, let map = evidence.classes {
                    out[at + 2] = logit(classes[cell]) / 4
                    out[at + 3] = ratio(classes[cell], evidence.prior) / 4
                    out[at + 4] = logit(map.most) / 4
                    out[at + 5] = ratio(classes[cell], map.most) / 4
                    out[at + 6] = 1
                    out[at + 7] = logit(map.mean) / 4
                }
                var others = 1 - background
                if let kinds = maps.kinds {
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
                out[at + 18] = maps.mask[cell] / 4
                out[at + 19] = (maps.mask[cell] - agreement.high) / 4
                out[at + 20] = maps.contrast[cell]
                out[at + 21] = evidence.fit / 4
                out[at + 22] = evidence.head / 4
                out[at + 23] = maps.salience[cell].clamped(to: 8) / 4
                out[at + 24] = (maps.mask[cell] - own.high) / 4
                out[at + 25] = own.covered
                for (input, number) in patches[cell].enumerated() {
                    out[at + 26 + input] = number
                }
                out[at + width - 1] = seen.drawn
            }
        }
    }
}

extension Float {
    /// Within ± `limit`.
    fileprivate func clamped(to limit: Float) -> Float { Swift.min(Swift.max(self, -limit), limit) }
}
