/// Cuts a clip's frames, in order, into groups that are judged together, and asks the model about them, or about
/// some of them.
protocol FrameWalk: Sendable {
    /// The next frames that belong together, nil after the last; called by one thread at a time.
    ///
    /// - Throws: what the source throws.
    func group() throws -> [PreparedFrame]?

    /// What the model says about the frames of a group; several groups may be seen at once.
    ///
    /// - `see`: what the model says about a frame, given what is recognised in it where that is known.
    /// - Throws: what the model throws.
    func steps(
        _ frames: [PreparedFrame], see: (PreparedFrame, Sight?) throws -> SeenFrame
    ) throws -> [WalkStep]
}

/// A frame, and what the model says about it.
struct WalkStep: Sendable {
    let prepared: PreparedFrame
    let seen: SeenFrame
    /// Whether the model was asked about a frame after this one instead, whose masks are carried over.
    var isBetween = false
}
