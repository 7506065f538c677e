import Media

/// Writes a film of pictures with the times of another.
package protocol OverlayFilming: AnyObject {
    /// - `time`: in seconds, as the film counts them; nil where it has none.
    /// - Throws: `MediaError.unwritable`, as `finish`.
    func append(_ picture: RGBImage, time: Double?) throws
    /// Completes the file.
    func finish() throws
}
