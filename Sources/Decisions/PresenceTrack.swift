/// Judges, window after window, how sure it is that a clip shows what a query names.
///
/// The frames that show the object best decide: the mean of the `clearest` ones of the window, filled
/// up with the frames before it to `history` frames, so that neither a frame in which the object is
/// hidden nor a short last window decides alone.
package struct PresenceTrack: Sendable {
    /// Frames that presence is judged by, at least, once there are as many.
    package static let history = ClipWindow.length
    /// Frames with the highest presence that judge it, at most.
    package static let clearest = 6

    private var presences: [Float] = []

    package init() {}

    /// The presence of the next window, 0…1.
    ///
    /// - `window`: presence in each of its frames, at least one, 0…1.
    package mutating func judge(_ window: [Float]) -> Float {
        presences = presences.suffix(max(0, Self.history - window.count)) + window
        let clearest = presences.sorted(by: >).prefix(Self.clearest)
        return clearest.reduce(0, +) / Float(clearest.count)
    }
}
