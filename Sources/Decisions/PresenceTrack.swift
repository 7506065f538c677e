/// Decides, window after window, whether a clip shows what a query names.
///
/// The frames that show the object best decide: the mean of the `clearest` ones of the window, filled
/// up with the frames before it to `history` frames, so that neither a frame in which the object is
/// hidden nor a short last window decides alone.
package struct PresenceTrack: Sendable {
    /// Frames that presence is judged by, at least, once there are as many.
    package static let history = ClipWindow.length
    /// Frames with the highest presence that judge it, at most.
    package static let clearest = 6

    private let threshold: Float
    private var presences: [Float] = []

    /// - `threshold`: the query matches where its presence reaches this, 0…1.
    package init(threshold: Float) { self.threshold = threshold }

    /// Whether the query matches in the next window, and how sure that is, 0…1.
    ///
    /// - `window`: presence in each of its frames, at least one, 0…1.
    package mutating func decide(_ window: [Float]) -> (presence: Float, matches: Bool) {
        presences = presences.suffix(max(0, Self.history - window.count)) + window
        let clearest = presences.sorted(by: >).prefix(Self.clearest)
        let presence = clearest.reduce(0, +) / Float(clearest.count)
        return (presence, presence >= threshold)
    }
}
