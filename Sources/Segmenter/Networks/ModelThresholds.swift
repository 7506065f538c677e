import Checkpoints

/// From which probabilities on a model says yes, where the user does not ask for others.
struct ModelThresholds: Sendable, Equatable {
    /// A pixel belongs to the object above this probability.
    let mask: Double
    /// A query matches from this presence on.
    let presence: Double

    /// Of published models, which know no "nothing matches": every query has its object.
    static let published = ModelThresholds(mask: 0.5, presence: 0)

    private init(mask: Double, presence: Double) { (self.mask, self.presence) = (mask, presence) }

    /// Reads `mask_threshold` and `presence_threshold` from the metadata of a weights file; one half where
    /// it has none.
    ///
    /// - Throws: `SegmenterError.badMetadata`.
    init(_ file: CheckpointFile) throws {
        mask = try file.number("mask_threshold", default: 0.5, below: 1)
        presence = try file.number("presence_threshold", default: 0.5, below: 1)
    }
}
