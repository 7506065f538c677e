import Masks

/// A mask that a model offers for an image, and how sure it is.
public struct ScoredMask: Sendable, Equatable {
    /// Where the object is said to be.
    public let mask: RunLengths
    /// Grows with confidence; only the order matters.
    public let score: Double

    /// - Throws: `MetricsError.scoreNotANumber`.
    public init(mask: RunLengths, score: Double) throws {
        guard !score.isNaN else { throw MetricsError.scoreNotANumber }
        self.mask = mask
        self.score = score
    }
}

extension RunLengths {
    /// Makes sure that a mask from a file can be scored against this truth.
    func requireSameSize(as mask: RunLengths) throws {
        guard width == mask.width, height == mask.height else {
            throw MetricsError.sizesDiffer(
                mask: "\(mask.width)x\(mask.height)", truth: "\(width)x\(height)")
        }
    }
}
