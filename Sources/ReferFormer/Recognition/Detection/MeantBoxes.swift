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
