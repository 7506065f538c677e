import Foundation
import Testing

@testable import Tensors

@Suite("Traces")
struct TraceTests {
    @Test("spans nest, add up and survive being written")
    func nesting() throws {
        let trace = Trace()
        let result = trace.span("whole") {
            trace.span("part") {
                trace.span("linear", .kernel, operations: 5) { 1 }
                    + trace.span("softmax", .kernel, operations: 2) { 2 }
            } + trace.span("linear", .kernel, operations: 3) { 4 }
        }
        #expect(result == 7)
        let spans = trace.spans
        #expect(spans.map(\.name) == ["linear", "softmax", "part", "linear", "whole"])
        #expect(spans.map(\.operations) == [5, 2, 7, 3, 10])
        #expect(spans.map(\.inner.operations) == [0, 0, 0, 0, 7])
        #expect(spans[4].inner.seconds == spans[2].seconds)
        #expect(spans[4].seconds >= spans[2].seconds)
        let read = try Trace.spans(ofEvents: trace.events())
        #expect(read.map(\.name) == spans.map(\.name))
        #expect(read.map(\.operations) == spans.map(\.operations))
        trace.clear()
        #expect(trace.spans.isEmpty)
    }

    @Test("threads have spans of their own, and an error ends them")
    func threads() throws {
        struct Failure: Error {}
        let trace = Trace()
        let thread = Thread { trace.span("other") {} }
        thread.start()
        while !thread.isFinished { usleep(100) }
        #expect(throws: Failure.self) { try trace.span("own") { throw Failure() } }
        #expect(trace.spans.map(\.name) == ["other", "own"])
        #expect(Set(trace.spans.map(\.thread)) == [0, 1])
    }
}
