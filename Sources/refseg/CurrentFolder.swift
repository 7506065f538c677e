import Foundation

/// The output that is being written, for a signal that ends the program meanwhile.
///
/// `@unchecked Sendable`: `current` is read and written under `lock`.
final class CurrentFolder: @unchecked Sendable {
    private let lock = NSLock()
    private var current: OutputFolder?

    var folder: OutputFolder? {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }

    /// See `OutputFolder.abandonBeforeExit()`.
    func abandonBeforeExit() { folder?.abandonBeforeExit() }
}
