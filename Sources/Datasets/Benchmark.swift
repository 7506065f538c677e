/// Data sets of referring video segmentation whose published layouts are read.
///
/// A new one is a case here, a layout with its description (`Layouts`), and its scores (`BenchmarkScoring`
/// in Evaluation); the compiler names what is missing.
package enum Benchmark: String, CaseIterable, Sendable {
    case a2dSentences = "a2d-sentences"
    case jhmdbSentences = "jhmdb-sentences"
    case refYouTubeVOS = "ref-youtube-vos"
    case refDAVIS17 = "ref-davis17"
    case mevis
    case avos
    case clips

    /// All that is known of it before its files are looked at.
    package var description: BenchmarkDescription {
        switch self {
        case .a2dSentences: A2DSentences.description
        case .jhmdbSentences: JHMDBSentences.description
        case .refYouTubeVOS: RefYouTubeVOS.description
        case .refDAVIS17: RefDAVIS17.description
        case .mevis: MeViS.description
        case .avos: AVOS.description
        case .clips: ClipFolders.description
        }
    }

    /// The name that papers print.
    package var title: String { description.title }
    /// Where its files come from.
    package var source: String { description.source }
    /// Parts that can be read; the first one is scored where none is named.
    package var subsets: [String] { description.subsets }
    /// Whether its sentences are recordings.
    package var isSpoken: Bool { description.spoken != nil }

    /// The benchmark whose written sentences are spoken in one of its subsets, and whose protocol and scores
    /// are followed there; itself where sentences are written.
    package func written(_ subset: String) -> Benchmark { description.spoken?(subset) ?? self }
}
