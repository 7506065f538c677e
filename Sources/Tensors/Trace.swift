import Foundation

/// What a run does when: named spans of every thread, nested, with the operations counted in them.
///
///     let masks = trace.span("mask head") { … }
///
/// `@unchecked Sendable`: all that changes is guarded by `lock`.
package final class Trace: @unchecked Sendable {
    package enum Kind: String, Sendable, Codable {
        /// A part of a model or of a run.
        case stage
        /// One operation on tensors.
        case kernel
    }

    package struct Span: Sendable {
        package let name: String
        package let kind: Kind
        /// Threads count from 0 in the order in which they appear.
        package let thread: Int
        /// Seconds since the trace began.
        package let start: Double
        package let seconds: Double
        /// Direct operations, a multiply-add counting two.
        package let operations: Double
        /// Seconds and operations of the stages inside.
        package let inner: (seconds: Double, operations: Double)
    }

    /// Spans that one trace holds; later ones are left out.
    package static let most = 1 << 20

    private let lock = NSLock()
    private let watch = Stopwatch()
    private var finished: [Span] = []
    private var threads: [UInt: Lane] = [:]

    /// What a thread is doing.
    private struct Lane {
        let number: Int
        var open: [Open] = []
    }

    private struct Open {
        var operations: Double
        var inner = (seconds: 0.0, operations: 0.0)
    }

    package init() {}

    /// Runs `body` as a span.
    package func span<Result>(
        _ name: String, _ kind: Kind = .stage, operations: Double = 0, body: () throws -> Result
    ) rethrows -> Result {
        let thread = UInt(pthread_self())
        let start = watch.seconds
        lock.withLock {
            threads[thread, default: Lane(number: threads.count)].open
                .append(Open(operations: operations))
        }
        defer {
            let end = watch.seconds
            lock.withLock { finish(name, kind, thread, start, end - start) }
        }
        return try body()
    }

    private func finish(
        _ name: String, _ kind: Kind, _ thread: UInt, _ start: Double, _ seconds: Double
    ) {
        guard var lane = threads[thread], let ended = lane.open.popLast() else { return }
        if let around = lane.open.indices.last {
            lane.open[around].operations += ended.operations
            let inner = kind == .stage ? (seconds, ended.operations) : ended.inner
            lane.open[around].inner.seconds += inner.0
            lane.open[around].inner.operations += inner.1
        }
        threads[thread] = lane
        guard finished.count < Self.most else { return }
        finished.append(
            Span(
                name: name, kind: kind, thread: lane.number, start: start, seconds: seconds,
                operations: ended.operations, inner: ended.inner))
    }

    /// All spans that have ended, in that order.
    package var spans: [Span] { lock.withLock { finished } }

    /// Forgets what has ended.
    package func clear() { lock.withLock { finished.removeAll() } }
}
