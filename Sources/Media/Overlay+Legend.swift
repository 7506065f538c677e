import Masks

extension Overlay {
    /// Draws every mask in its colour, and of several whose colour is whose.
    ///
    /// - `texts`: of the queries, in the order of the masks.
    package func draw(_ masks: [Mask], of texts: [String], on image: RGBImage) -> RGBImage {
        var picture = draw(masks, on: image)
        if texts.count > 1 { Legend(texts).draw(on: &picture) }
        return picture
    }
}
