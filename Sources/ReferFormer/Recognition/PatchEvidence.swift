/// What holds for the whole of each patch of what stands out: the nearest thing to an object that is known
/// before the words choose.
struct PatchEvidence {
    /// Numbers a place.
    static let inputs = 6
    /// Share of the frame from which a patch counts.
    private static let large: Float = 0.004

    /// `inputs` numbers a patch.
    private let numbers: [[Float]]
    private let patches: Patches

    /// - `standsOut`, `mask`: logits; `classes`, `kinds`: the subject's probability; row by row.
    init(standsOut: [Float], mask: [Float], classes: [Float]?, kinds: [Float]?, columns: Int) {
        let patches = Patches(standsOut.map { $0 > 0 }, columns: columns)
        self.patches = patches
        let places = Float(standsOut.count)
        let shares = patches.sizes.map { Float($0) / places }
        let large = shares.indices.filter { shares[$0] >= Self.large }
        let said = patches.means(of: mask)
        let best = (large.map { said[$0] }.max() ?? said.max()) ?? 0
        let seen = classes.map { patches.peaks(of: $0) }
        let most = seen?.max() ?? 0
        let ofKind = kinds.map { patches.means(of: $0) }
        numbers = (0..<patches.count).map { patch in
            [
                (said[patch] - best) / 4,
                shares[patch].squareRoot(),
                Float(min(large.count, 8)) / 8,
                seen.map { SubjectEvidence.logit($0[patch]) / 4 } ?? 0,
                seen.map { SubjectEvidence.ratio($0[patch], most) / 4 } ?? 0,
                ofKind.map { SubjectEvidence.logit($0[patch]) / 4 } ?? 0,
            ]
        }
    }

    /// Of a place; zeros outside every patch.
    subscript(place: Int) -> [Float] {
        let patch = patches.marks[place]
        return patch >= 0 ? numbers[patch] : [Float](repeating: 0, count: Self.inputs)
    }
}
