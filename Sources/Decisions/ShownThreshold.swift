/// The logit above which a pixel belongs to an object that is there: the asked one, or less where nothing
/// in the frame reaches it though the frame, judged by itself, shows the object.
///
/// Small things that do not stand out have faint masks; what is said to be there is shown.
package struct ShownThreshold: Sendable {
    /// How far below a faint mask's highest logit its edge lies.
    static let depth: Float = 1

    private let presence: Float
    private let mask: Float

    /// - `presence`: from which a frame shows the object, 0…1; `mask`: the asked logit.
    package init(presence: Float, mask: Float) { (self.presence, self.mask) = (presence, mask) }

    /// - `logits`: of one frame's mask; `presence`: of the object in that frame, 0…1.
    package func callAsFunction(_ logits: [Float], presence: Float) -> Float {
        guard presence >= self.presence, let peak = logits.max() else { return mask }
        return min(mask, peak - Self.depth)
    }
}
