import Foundation
import Tensors

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
