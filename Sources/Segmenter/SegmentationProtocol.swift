/// How a clip is cut into windows, and how what the model says about a window becomes masks.
///
/// The published protocols are those of the authors' evaluation scripts (Wu et al., CVPR 2022).
public enum SegmentationProtocol: String, Sendable, CaseIterable {
    /// For videos of any length: windows of at most 36 frames, one candidate for all frames of a
    /// window, the object kept the same from window to window.
    case windows
    /// Ref-YouTube-VOS: the whole video is one window; the candidate with the best mean score.
    case refYouTubeVOS = "ytvos"
    /// Ref-DAVIS17: windows of 36 frames (MUTR: 64), each judged for itself; every pixel belongs to one
    /// of the queries at most, the most probable.
    case refDAVIS = "davis"
    /// A2D-Sentences: each frame is judged in the middle of five frames (MTTR: as many as it was
    /// trained with; SOC: eight), and has a candidate of its own; the query is read in lower case.
    case a2dSentences = "a2d"
    /// J-HMDB-Sentences: as A2D-Sentences.
    case jhmdbSentences = "jhmdb"

    /// Whether each frame is judged among its neighbours.
    package var isAnnotated: Bool { self == .a2dSentences || self == .jhmdbSentences }
}
