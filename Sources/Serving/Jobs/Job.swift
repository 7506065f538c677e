import Foundation
import Parsing

/// A film, what is looked for in it, and what has been found so far.
///
/// `@unchecked Sendable`: what changes is read and written under `condition`.
package final class Job: @unchecked Sendable {
    /// Thrown where work goes on that nobody wants any more.
    struct Cancelled: Error {}

    package let id: String
    let order: JobOrder
    let folder: JobFolder
    private let condition = NSCondition()
    private var current: JobStatus
    private var events: [JobEvent] = []
    private var isUnwanted = false
    private var lastAsked = ContinuousClock.now

    init(id: String, _ order: JobOrder, in folder: JobFolder) {
        (self.id, self.order, self.folder) = (id, order, folder)
        current = JobStatus(id: id, order: order)
        append(.state, current)
    }

    /// As it is now.
    package var status: JobStatus { condition.withLock { current } }

    /// Seconds since somebody asked for it or it changed.
    var idleSeconds: Double {
        condition.withLock {
            let (seconds, parts) = (ContinuousClock.now - lastAsked).components
            return Double(seconds) + Double(parts) * 1e-18
        }
    }

    /// Notes that somebody asks for it.
    func touch() { condition.withLock { lastAsked = .now } }

    /// Tells everyone who waits of a change. Nothing changes after its end.
    func update(_ change: (inout JobStatus) -> Void) {
        condition.withLock {
            guard !current.state.isFinal else { return }
            var next = current
            change(&next)
            guard next != current else { return }
            current = next
            lastAsked = .now
            append(.state, next)
        }
    }

    /// Tells everyone who waits of a frame.
    func add(_ frame: JobFrame) {
        condition.withLock {
            guard !current.state.isFinal else { return }
            current.frames += 1
            lastAsked = .now
            append(.frame, frame)
        }
    }

    private func append(_ kind: JobEvent.Kind, _ value: some Encodable) {
        guard let data = try? JSONEncoder.oneLine.encode(value) else { return }
        events.append(JobEvent(kind: kind, data: Array(data)))
        condition.broadcast()
    }

    /// Ends it, whatever it is doing.
    func cancel() {
        condition.withLock { isUnwanted = true }
        update {
            $0.state = .cancelled
            $0.position = nil
        }
    }

    /// - Throws: `Cancelled`.
    func checkWanted() throws {
        if condition.withLock({ isUnwanted }) { throw Cancelled() }
    }

    /// What happened from event `number` on; waits where that is nothing yet.
    ///
    /// - Returns: nil where nothing will happen any more; none where nothing happened for so long.
    func events(from number: Int, waiting seconds: Double) -> ArraySlice<JobEvent>? {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            lastAsked = .now
            while events.count <= number, !current.state.isFinal, condition.wait(until: end) {}
            if events.count > number { return events[max(0, number)...] }
            return current.state.isFinal ? nil : []
        }
    }
}
