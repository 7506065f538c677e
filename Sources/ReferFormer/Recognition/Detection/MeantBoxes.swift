/// The boxes of what a sentence is about in one frame: one, several where the sentence means several, none
/// where it is hidden.
package struct MeantBoxes: Sendable, Equatable {
    package let boxes: [RelativeBox]
    /// Of the likeliest, 0…1.
    package let confidence: Float
    /// Whether other things lie on or in it and stand out before it: a table, a couch.
    package let isGround: Bool

    /// Where the boxes are in a frame between this one and a later one; those of the nearer one where they
    /// are not the same things'.
    ///
    /// - `share`: of the later one, 0…1.
    func between(_ later: MeantBoxes, share: Float) -> MeantBoxes {
        let pairs = zip(boxes, later.boxes)
        guard boxes.count == later.boxes.count, pairs.allSatisfy({ $0.kinship($1) > 0 }) else {
            return share < 0.5 ? self : later
        }
        return MeantBoxes(
            boxes: pairs.map { $0.between($1, share: share) },
            confidence: confidence + share * (later.confidence - confidence), isGround: isGround)
    }
}

extension RelativeBox {
    /// How likely two boxes are one thing's in two frames, 0…1: their overlap, or something where they are of
    /// a size and near each other, since small things move fast.
    func kinship(_ later: RelativeBox) -> Float {
        let overlap = overlap(later)
        let (larger, smaller) = (max(area, later.area), min(area, later.area))
        guard overlap < 0.2, smaller > 0.4 * larger else { return overlap }
        let (x, y) = (middle.x - later.middle.x, middle.y - later.middle.y)
        let near = 1 - (x * x + y * y).squareRoot() / (Self.reach * larger.squareRoot())
        return max(overlap, 0.3 * near)
    }

    /// Distance, in sides of a box as large, from which two boxes are no longer near.
    private static let reach: Float = 2.5
}
