import Foundation

/// A value that another thread computes while this one goes on.
///
/// `@unchecked Sendable`: `result` is guarded by `condition`.
package final class Later<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Value?

    package init(_ compute: @escaping @Sendable () -> Value) {
        Thread.detachDeep {
            let value = compute()
            self.condition.withLock {
                self.result = value
                self.condition.broadcast()
            }
        }
    }

    /// The value; waits for it where it is not there yet.
    package var value: Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result { return result }
            condition.wait()
        }
    }
}
