/// Data sets of referring video segmentation whose published layouts are read.
package enum Benchmark: String, CaseIterable, Sendable {
    case a2dSentences = "a2d-sentences"
    case jhmdbSentences = "jhmdb-sentences"
    case refYouTubeVOS = "ref-youtube-vos"
    case refDAVIS17 = "ref-davis17"
    case mevis
    case avos
    case clips

    /// The name that papers print.
    package var title: String {
        switch self {
        case .a2dSentences: "A2D-Sentences"
        case .jhmdbSentences: "J-HMDB-Sentences"
        case .refYouTubeVOS: "Ref-YouTube-VOS"
        case .refDAVIS17: "Ref-DAVIS17"
        case .mevis: "MeViS"
        case .avos: "AVOS"
        case .clips: "clip folders"
        }
    }

    /// Where its files come from.
    package var source: String {
        switch self {
        case .a2dSentences, .jhmdbSentences:
            "kgavrilyuk.github.io/publication/actor_action"
        case .refYouTubeVOS: "youtube-vos.org/dataset/rvos"
        case .refDAVIS17:
            "davischallenge.org/davis2017/code.html (unsupervised, 480p) and the MPI page \"Video Object "
                + "Segmentation with Language Referring Expressions\" (texts)"
        case .mevis: "henghuiding.github.io/MeViS"
        case .avos: "the authors of Wnet (AVOS) and the data sets that it extends"
        case .clips: "whoever made the clips"
        }
    }

    /// The benchmark whose written sentences are spoken in one of its subsets, and whose protocol and scores
    /// are followed there; itself where sentences are written.
    package func written(_ subset: String) -> Benchmark {
        self == .avos ? AVOS.parts.first { $0.subset == subset }?.benchmark ?? self : self
    }

    /// Parts that can be read; the first one is scored where none is named.
    package var subsets: [String] {
        switch self {
        case .a2dSentences: ["test", "train"]
        case .jhmdbSentences: ["test"]
        case .refYouTubeVOS: ["valid", "train", "test"]
        case .refDAVIS17: ["valid", "train"]
        case .mevis: ["valid_u", "valid", "train"]
        case .avos: AVOS.parts.map(\.subset)
        case .clips: ["all"]
        }
    }
}
