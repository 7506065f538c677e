import Media

/// What a client wants found in what.
package struct JobOrder: Sendable {
    /// One film or image, or several images in the order of the frames.
    package var inputs: [Upload] = []
    /// Typed, as they came.
    package var queries: [String] = []
    /// Spoken.
    package var audio: [Upload] = []
    /// A pixel belongs to the object above this probability; nil = the model's own.
    package var threshold: Double?
    /// Which frames of a film are looked at.
    package var selection = FrameSelection.all
}
