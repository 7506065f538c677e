/// Walks through a clip's frames in order and asks the model about them, or about some of them.
protocol FrameWalk: Sendable {
    /// The next step, nil after the last.
    ///
    /// - Throws: what the source and the model throw.
    func next() throws -> WalkStep?
}

/// A frame, and what the model says about it.
struct WalkStep: Sendable {
    let prepared: PreparedFrame
    let seen: SeenFrame
    /// Whether the model was asked about a frame after this one instead, whose masks are carried over.
    var isBetween = false
}
