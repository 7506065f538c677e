import Media

/// What of a long window is kept.
enum ClipMemory {
    /// Of the finest maps so many bytes, more where several queries need them; others are made again where masks are
    /// drawn, which takes a twentieth of a frame's time.
    private static let finestBytes = (one: 75 << 20, several: 225 << 20)
    private static let channels = 256

    /// Frames of a size whose finest maps are kept.
    static func finest(of input: RGBImage, queries: Int) -> Int {
        let cells = ((input.height + 3) / 4) * ((input.width + 3) / 4)
        let bytes = queries > 1 ? finestBytes.several : finestBytes.one
        return max(1, bytes / (cells * channels * MemoryLayout<Float>.size))
    }
}
