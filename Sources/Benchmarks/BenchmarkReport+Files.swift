import Foundation
import Tensors

extension BenchmarkReport {
    /// Measures models, each in a process of its own where there are several.
    ///
    /// - `precisions`: in which each is measured.
    /// - `version`: of the program; `path`: where it lies.
    /// - `begins`: is told what comes next.
    package init(
        _ benchmarks: [Benchmark], in precisions: [Precision], threads: Int, version: String,
        program path: String, begins: (Benchmark, Precision) -> Void
    ) throws {
        let set = try Compute(threads: 1, trace: nil).instructionSet.rawValue
        self.init(program: version, processor: Processors.name, instructionSet: set, results: [])
        let cases = benchmarks.flatMap { benchmark in
            // What is heard has a precision of its own.
            (benchmark == .audio ? [.fp32] : precisions).map { (benchmark, $0) }
        }
        for (benchmark, precision) in cases {
            begins(benchmark, precision)
            if cases.count == 1 {
                results = [
                    try benchmark.result(threads: threads, precision: precision, program: path)
                ]
            } else {
                results += try Self.inProcess(benchmark, precision, threads, path).results
            }
        }
    }

    /// Reads what `refseg bench --json` wrote.
    ///
    /// - Throws: `BenchmarkError.unreadable`, `.notAReport`.
    package init(path: String) throws {
        let data = Data(try BenchmarkError.contents(of: path))
        guard let report = try? JSONDecoder().decode(Self.self, from: data), report.version == 1
        else { throw BenchmarkError.notAReport(path: path) }
        self = report
    }

    private static func inProcess(
        _ benchmark: Benchmark, _ precision: Precision, _ threads: Int, _ program: String
    ) throws -> BenchmarkReport {
        let place = try TemporaryPlace()
        let file = place.file("report.json")
        _ = try ProgramRun(
            program,
            [
                "bench", benchmark.rawValue, "--precision", precision.rawValue, "--threads",
                String(threads), "--json", "-o", file,
            ])
        return try BenchmarkReport(path: file)
    }
}
