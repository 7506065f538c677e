import Foundation

/// Weights that wait to be packed, in the order in which layers were made.
///
/// `@unchecked Sendable`: `waiting` is guarded by `lock`.
final class PackingQueue: @unchecked Sendable {
    private struct Waiting { weak var weights: PackedStorage? }

    private let lock = NSLock()
    private var waiting: [Waiting] = []

    /// - Returns: the weights.
    func added(_ weights: PackedStorage) -> PackedStorage {
        lock.withLock {
            // What was made for one text is gone with it.
            if waiting.count == waiting.capacity { waiting.removeAll { $0.weights == nil } }
            waiting.append(Waiting(weights: weights))
        }
        return weights
    }

    /// Packs on a thread of its own what is still there.
    func packAhead() {
        let all = lock.withLock {
            defer { waiting = [] }
            return waiting
        }
        Thread.detachNewThread {
            for next in all { _ = next.weights?.storage }
        }
    }
}
