import Foundation

/// Receives why a film ended before its end, for whoever wants the frames that there are: its reader
/// then ends as if the film were whole.
///
/// `@unchecked Sendable`: `found` is read and written under `lock`.
public final class EarlyEnd: @unchecked Sendable {
    private let lock = NSLock()
    private var found: MediaError?

    /// Nothing is wrong so far.
    public init() {}

    /// What is wrong with the film; nil where it is whole, and until its last frame was read.
    public var error: MediaError? { lock.withLock { found } }

    func note(_ error: MediaError) { lock.withLock { found = error } }
}
