import Foundation

extension Trace {
    /// Names the file that a run's trace goes to.
    package static let variable = "REFSEG_TRACE"

    /// That of this run; nil where nobody asks for one.
    package static let ofRun: Trace? =
        ProcessInfo.processInfo.environment[variable]?.isEmpty == false ? Trace() : nil

    /// The spans as browsers' tracing pages read them (Trace Event Format, complete events).
    package func events() throws -> Data {
        let events = spans.map { span in
            Event(
                name: span.name, cat: span.kind, ts: span.start * 1e6, dur: span.seconds * 1e6,
                tid: span.thread,
                args: .init(
                    operations: span.operations, inner: span.inner.seconds * 1e6,
                    innerOperations: span.inner.operations))
        }
        return try JSONEncoder().encode(["traceEvents": events])
    }

    /// The spans that `events` wrote.
    package static func spans(ofEvents data: Data) throws -> [Span] {
        let events =
            try JSONDecoder().decode([String: [Event]].self, from: data)["traceEvents"] ?? []
        return events.map { event in
            Span(
                name: event.name, kind: event.cat, thread: event.tid, start: event.ts * 1e-6,
                seconds: event.dur * 1e-6, operations: event.args.operations,
                inner: (event.args.inner * 1e-6, event.args.innerOperations))
        }
    }

    private struct Event: Codable {
        struct Arguments: Codable {
            let operations: Double
            /// Of the stages inside; microseconds.
            let inner, innerOperations: Double
        }
        let name: String
        let cat: Kind
        var ph = "X"
        /// Microseconds.
        let ts, dur: Double
        var pid = 1
        let tid: Int
        let args: Arguments
    }
}
