import Foundation

/// Packed weights, made when they are first used: a large model is loaded at once, and what no clip
/// needs is never packed.
///
/// `@unchecked Sendable`: `state` is guarded by `lock`.
final class PackedStorage: @unchecked Sendable {
    private enum State {
        case pending(() -> Storage)
        case packed(Storage)
    }

    private let lock = NSLock()
    private var state: State

    /// - `pack`: called once, on the thread that needs the weights first.
    init(_ pack: @escaping () -> Storage) { state = .pending(pack) }

    var storage: Storage {
        lock.withLock {
            switch state {
            case .packed(let storage): return storage
            case .pending(let pack):
                let storage = pack()
                state = .packed(storage)
                return storage
            }
        }
    }
}
