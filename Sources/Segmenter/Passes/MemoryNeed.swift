import Media

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

/// What a pass may use of the machine, and whether speed matters most.
struct PassResources: Sendable {
    let threads: Int
    /// Bytes; nil for no limit.
    var memory: Int?
    /// Whether a model that judges frame by frame may leave frames out (`KeyframeWalk`).
    var isFast = false

    /// Frames of a window that keeps to the limit.
    ///
    /// - `usual`: without one; `least`: with one.
    /// - Throws: `SegmenterError.tooLittleMemory`.
    func windowLength(
        _ usual: Int, least: Int, of image: RGBImage, _ need: MemoryNeed
    ) throws -> Int {
        guard let memory else { return usual }
        try check(least, of: image, need)
        return min(usual, max(least, need.frames(within: memory)))
    }

    /// Refuses a window that would not keep to the limit.
    ///
    /// - Throws: `SegmenterError.tooLittleMemory`.
    func check(_ frames: Int, of image: RGBImage, _ need: MemoryNeed) throws {
        let needed = need.bytes(frames: frames)
        guard let memory, needed > memory else { return }
        throw SegmenterError.tooLittleMemory(
            limit: memory, needed: needed, frames: frames, width: image.width,
            height: image.height)
    }
}
