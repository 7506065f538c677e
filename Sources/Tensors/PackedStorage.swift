import Foundation

/// Packed weights, made when they are first used: a large model is loaded at once, and what no clip
/// needs is never packed.
///
/// `@unchecked Sendable`: all mutable state is guarded by `lock`.
final class PackedStorage: @unchecked Sendable {
    private let lock = NSLock()
    private let canPackAgain: Bool
    private var pack: (() -> Storage)?
    private var packed: Storage?

    /// - `canPackAgain`: whether `pack` keeps little alive: what it packs lies in a file.
    /// - `pack`: called on the thread that needs the weights first.
    init(canPackAgain: Bool = false, _ pack: @escaping () -> Storage) {
        (self.canPackAgain, self.pack) = (canPackAgain, pack)
    }

    var storage: Storage {
        lock.withLock {
            if let packed { return packed }
            guard let pack else { preconditionFailure("weights that can be packed but once") }
            let storage = pack()
            packed = storage
            if !canPackAgain { self.pack = nil }
            return storage
        }
    }

    /// Frees the packed weights where they can be made again.
    func release() {
        lock.withLock { if canPackAgain { packed = nil } }
    }
}
