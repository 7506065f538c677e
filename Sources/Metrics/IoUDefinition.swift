import Masks

/// Which quotient mean IoU and P@K are made of.
public enum IoUDefinition: Sendable, CaseIterable {
    /// `Overlap.jaccard`
    case plain
    /// `Overlap.smoothedIoU`, the one behind published A2D- and J-HMDB-Sentences scores.
    case smoothed

    /// The quotient of one pair of masks.
    public func value(_ overlap: Overlap) -> Double {
        switch self {
        case .plain: overlap.jaccard
        case .smoothed: overlap.smoothedIoU
        }
    }
}
