/// How two masks lie over each other, in pixels.
public struct Overlap: Sendable, Equatable {
    /// Pixels set in both.
    public let intersection: Int
    /// Pixels set in at least one.
    public let union: Int

    /// - `intersection`, `union`: in pixels, `0 <= intersection <= union`.
    public init(intersection: Int, union: Int) {
        precondition(
            (0...max(union, 0)).contains(intersection), "\(intersection) of \(union) pixels shared")
        self.intersection = intersection
        self.union = union
    }
}
