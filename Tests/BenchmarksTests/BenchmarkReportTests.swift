import Foundation
import Testing

@testable import Benchmarks

@Suite("Reports of measurements")
struct BenchmarkReportTests {
    /// Two operations a nanosecond at the peak; a run of two seconds.
    static func report(
        seconds: [Double] = [2, 9, 1], processor: String = "A", disturbed: Bool = false
    ) -> BenchmarkReport {
        BenchmarkReport(
            program: "1", processor: processor, instructionSet: "avx2",
            results: [
                BenchmarkResult(
                    name: "resnet50", threads: 2, frames: 5, seconds: seconds,
                    stages: [
                        .init(name: "backbone", seconds: 1, operations: 1e9),
                        .init(name: "deliver", seconds: 0.5, operations: 0),
                    ], peak: MachinePeak(product: 2e9, convolution: 3e9), first: 4,
                    memory: 7_000_000, repeated: 1, wasDisturbed: disturbed)
            ])
    }

    @Test("the table tells the median, the work beside the peak, and each stage")
    func table() {
        let lines = BenchmarkTable(Self.report()).lines
        #expect(lines[0] == "A, avx2")
        #expect(lines[2] == "resnet50, 5 frames, 2 threads")
        #expect(lines.contains("  time         2.000 s, 2.5 frames/s"))
        #expect(
            lines.contains(
                "  work         1.0 GFLOP, 0.5 GFLOP/s: 4.00 of the time it takes at the peak"))
        #expect(lines.contains("  first mask   4.00 s"))
        #expect(lines.contains("  memory       7 MB"))
        #expect(lines.contains { $0.hasPrefix("  repeated     1 of the runs") })
        #expect(lines.contains("  backbone       1000.0     1.0      1.0         50 %"))
        #expect(lines.contains("  deliver         500.0"))
    }

    @Test("runs that were disturbed are said to be")
    func disturbed() {
        let lines = BenchmarkTable(Self.report(disturbed: true)).lines
        #expect(lines[2].contains("not to be trusted"))
    }

    @Test("an older report is compared with, and another machine's named")
    func comparison() {
        let older = Self.report(seconds: [4], processor: "B")
        let lines = BenchmarkTable(Self.report(), comparedWith: older).lines
        #expect(lines[1] == "compared with B, avx2: another machine's times")
        #expect(lines.contains("  time         2.000 s, 2.5 frames/s (0.50 of before)"))
        #expect(lines.contains("  first mask   4.00 s (1.00 of before)"))
    }

    @Test("a report is read as it was written, another file refused")
    func files() throws {
        let path = NSTemporaryDirectory() + "bench-" + UUID().uuidString + ".json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try JSONEncoder().encode(Self.report()).write(to: URL(fileURLWithPath: path))
        let read = try BenchmarkReport(path: path)
        #expect(BenchmarkTable(read).lines == BenchmarkTable(Self.report()).lines)
        try Data("{\"version\": 2}".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BenchmarkError.notAReport(path: path)) { try BenchmarkReport(path: path) }
    }

    @Test("a document keeps its text and other processors' figures, and replaces its own")
    func document() {
        var document = BenchmarkDocument("# Speed\n\n| figure |\n|---|\n\nThe end.\n")
        document.enter(Self.report(processor: "B"))
        document = BenchmarkDocument(document.text)
        document.enter(Self.report())
        document.enter(Self.report(seconds: [1]))
        let lines = document.text.components(separatedBy: "\n")
        #expect(
            lines.prefix(4) == ["# Speed", "", "| figure | B, avx2 | A, avx2 |", "|---|---|---|"])
        #expect(lines[4] == "| resnet50, 2 threads | 2.50 frames/s | 5.00 frames/s |")
        #expect(lines.suffix(3) == ["", "The end.", ""])
        #expect(lines.count == 11)
    }

    @Test("a document without a table gets one")
    func emptyDocument() {
        var document = BenchmarkDocument("")
        document.enter(Self.report())
        #expect(document.text.contains("| figure | A, avx2 |\n|---|---|\n| resnet50, 2 threads |"))
    }
}
