/// Memory that a model needs for a clip, estimated from above: the most that a run holds at once, in bytes.
struct MemoryNeed: Sendable, Equatable {
    /// Whatever the clip's length.
    var base: Int
    /// For every frame of a window.
    var frame: Int

    /// Of the program itself with its libraries.
    static let program = 80 << 20

    func bytes(frames: Int) -> Int { base + frames * frame }

    /// Frames of a window for which so many bytes are enough; 0 where they are too few for one.
    func frames(within bytes: Int) -> Int { max(0, (bytes - base) / max(frame, 1)) }
}
