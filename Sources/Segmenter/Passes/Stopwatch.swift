import Foundation
import Tensors

/// Seconds since it was made.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    var seconds: Double {
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}

/// Adds up seconds from several threads, and notes them in the run's trace.
///
/// `@unchecked Sendable`: `sum` is guarded by `lock`.
final class SharedSeconds: @unchecked Sendable {
    private let lock = NSLock()
    private var sum = 0.0
    private let stage: String

    init(_ stage: String) { self.stage = stage }

    var value: Double { lock.withLock { sum } }

    /// Runs `body` and adds how long it took.
    func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
        let watch = Stopwatch()
        defer { lock.withLock { sum += watch.seconds } }
        guard let trace = Trace.ofRun else { return try body() }
        return try trace.span(stage, body: body)
    }
}

/// A value that another thread computes while this one goes on.
///
/// `@unchecked Sendable`: `result` is guarded by `condition`.
final class Later<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Value?

    init(_ compute: @escaping @Sendable () -> Value) {
        Thread.detachNewThread {
            let value = compute()
            self.condition.withLock {
                self.result = value
                self.condition.broadcast()
            }
        }
    }

    /// The value; waits for it where it is not there yet.
    var value: Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result { return result }
            condition.wait()
        }
    }
}
