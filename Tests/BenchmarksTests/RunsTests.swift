import Tensors
import Testing

@testable import Benchmarks

@Suite("Repeated runs")
struct RunsTests {
    @Test("stages are counted without those inside them, and the machine's peak is above 0")
    func stages() throws {
        let trace = Trace()
        let compute = try Compute(threads: 1, trace: trace)
        let (x, weights) = (
            Tensor(zeros: [10, 20]), compute.pack(linear: Tensor(zeros: [30, 20]), bias: nil)
        )
        let runs = try Runs(peak: Compute(threads: 1, trace: nil)) {
            trace.clear()
            compute.stage("outer") {
                _ = compute.linear(x, weights)
                compute.stage("inner") { for _ in 0..<3 { _ = compute.linear(x, weights) } }
            }
            return trace.spans
        }
        #expect(runs.seconds.count == 5)
        #expect(runs.peak.product > 0 && runs.peak.convolution > 0)
        let operations = runs.stages.map { ($0.name, $0.operations) }
        #expect(operations.map(\.0) == ["inner", "outer"])
        #expect(operations.map(\.1) == [36_000, 12_000])
    }
}
