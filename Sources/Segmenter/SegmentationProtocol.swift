import Decisions

/// How a clip is cut into pieces, and how what the model says about a piece becomes masks.
///
/// The published protocols are those of the authors' evaluation scripts (Wu et al., CVPR 2022).
public enum SegmentationProtocol: String, Sendable, CaseIterable {
    /// For videos of any length: pieces of at most 36 frames, one candidate for all frames of a
    /// piece, the object kept the same from piece to piece.
    case windows
    /// Ref-YouTube-VOS: the whole video is one piece; the candidate with the best mean score.
    case refYouTubeVOS = "ytvos"
    /// Ref-DAVIS17: pieces of 36 frames, each judged for itself; every pixel belongs to one of the
    /// queries at most, the most probable.
    case refDAVIS = "davis"
    /// A2D-Sentences: each frame is judged in the middle of a window of five, and has a candidate of
    /// its own; the query is read in lower case.
    case a2dSentences = "a2d"
    /// J-HMDB-Sentences: as A2D-Sentences.
    case jhmdbSentences = "jhmdb"

    /// Whether each frame is judged in a window of its own.
    package var isAnnotated: Bool { self == .a2dSentences || self == .jhmdbSentences }

    /// Frames of a piece, at most.
    var pieceLength: Int {
        switch self {
        case .windows, .refDAVIS: ClipWindow.length
        case .refYouTubeVOS: .max
        case .a2dSentences, .jhmdbSentences: Neighbourhood.length
        }
    }
}
