import Foundation

/// Stacks on which networks run: those of connections, half a megabyte, are too small.
enum DeepStack {
    static let bytes = 8 << 20

    /// Does something on a thread of its own, and waits for it.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) throws -> Result {
        let done = DispatchSemaphore(value: 0)
        let answer = Answer<Result>()
        let thread = Thread {
            answer.value = Swift.Result { try work() }
            done.signal()
        }
        thread.stackSize = bytes
        thread.start()
        done.wait()
        guard let value = answer.value else { preconditionFailure("signalled without a value") }
        return try value.get()
    }

    /// `@unchecked Sendable`: written before the signal and read after it.
    private final class Answer<Value>: @unchecked Sendable {
        var value: Swift.Result<Value, any Error>?
    }
}
