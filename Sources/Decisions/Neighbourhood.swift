/// The frames among which one annotated frame is judged (A2D- and J-HMDB-Sentences).
public enum Neighbourhood {
    /// Frames of a neighbourhood in ReferFormer's published evaluation.
    public static let length = 5

    /// The frames around one of a clip, those beyond its ends replaced by its first or last.
    ///
    /// - Returns: the frames' indices in order, and the first place among them that holds `frame`.
    public static func around(
        _ frame: Int, of count: Int, length: Int = length
    ) -> (frames: [Int], place: Int) {
        let start = frame - length / 2
        let frames = (start..<(start + length)).map { min(max($0, 0), count - 1) }
        return (frames, frames.firstIndex(of: frame) ?? 0)
    }
}
