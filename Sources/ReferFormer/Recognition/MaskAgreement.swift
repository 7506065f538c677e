/// How a query's mask and a region agree in a frame.
struct MaskAgreement {
    /// The mask's logits in the region: nine tenths are below this …
    let high: Float
    /// … and one tenth is below this.
    let low: Float
    /// Share of the region that the mask covers.
    let covered: Float
    /// Share of the mask that lies outside the region.
    let outside: Float

    /// - `mask`: logits; `region`: of the same places.
    init(mask: [Float], region: [Bool]) {
        let inside = zip(mask, region).filter(\.1).map(\.0).sorted()
        let count = inside.count
        if count > 0 {
            high = inside[min(count - 1, count * 9 / 10)]
            low = inside[count / 10]
            covered = Float(inside.count { $0 > 0 }) / Float(count)
        } else {
            high = mask.max() ?? 0
            low = high
            covered = 0
        }
        let marked = zip(mask, region).filter { $0.0 > 0 }
        outside = marked.isEmpty ? 1 : Float(marked.count { !$0.1 }) / Float(marked.count)
    }
}
