import Media

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
