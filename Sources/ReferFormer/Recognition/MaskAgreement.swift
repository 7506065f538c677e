/// How a query's mask and what stands out agree in a frame.
struct MaskAgreement {
    /// The mask's logits where something stands out: nine tenths are below this …
    let high: Float
    /// … and one tenth is below this.
    let low: Float
    /// Share of what stands out that the mask covers.
    let covered: Float
    /// Share of the mask that lies where nothing stands out.
    let outside: Float

    /// - `mask`, `salience`: logits of the same places.
    init(mask: [Float], salience: [Float]) {
        let inside = zip(mask, salience).filter { $1 > 0 }.map(\.0).sorted()
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
        let marked = zip(mask, salience).filter { $0.0 > 0 }
        outside =
            marked.isEmpty ? 1 : Float(marked.count { $0.1 < 0 }) / Float(marked.count)
    }
}
