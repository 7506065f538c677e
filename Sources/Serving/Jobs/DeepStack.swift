import Foundation

/// Stacks on which networks run: those of connections, half a megabyte, are too small.
enum DeepStack {
    static let bytes = 8 << 20

    /// Does something on a thread of its own, and waits for it.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) throws -> Value {
        let answer = Answer<Value>()
        let thread = Thread { answer.give(Result { try work() }) }
        thread.stackSize = bytes
        thread.start()
        return try answer.awaited().get()
    }

    /// What another thread gives.
    ///
    /// `@unchecked Sendable`: the value is read and written under `condition`.
    private final class Answer<Value: Sendable>: @unchecked Sendable {
        private let condition = NSCondition()
        private var value: Result<Value, any Error>?

        func give(_ value: Result<Value, any Error>) {
            condition.withLock {
                self.value = value
                condition.broadcast()
            }
        }

        func awaited() -> Result<Value, any Error> {
            condition.withLock {
                while true {
                    if let value { return value }
                    condition.wait()
                }
            }
        }
    }
}
