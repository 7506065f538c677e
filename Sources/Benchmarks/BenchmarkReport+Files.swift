import Foundation
import Tensors

extension BenchmarkReport {
    /// Measures models, each in a process of its own where there are several.
    ///
    /// - `version`: of the program; `path`: where it lies.
    /// - `begins`: is told what comes next.
    package init(
        _ benchmarks: [Benchmark], threads: Int, version: String, program path: String,
        begins: (Benchmark) -> Void
    ) throws {
        let set = try Compute(threads: 1, trace: nil).instructionSet.rawValue
        self.init(program: version, processor: Processors.name, instructionSet: set, results: [])
        for benchmark in benchmarks {
            begins(benchmark)
            if benchmarks.count == 1 {
                results = [try benchmark.result(threads: threads, program: path)]
            } else {
                results += try Self.inProcess(benchmark, threads, path).results
            }
        }
    }

    /// Reads what `refseg bench --json` wrote.
    ///
    /// - Throws: `BenchmarkError.notAReport`.
    package init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let report = try? JSONDecoder().decode(Self.self, from: data), report.version == 1
        else { throw BenchmarkError.notAReport(path: path) }
        self = report
    }

    private static func inProcess(
        _ benchmark: Benchmark, _ threads: Int, _ program: String
    ) throws -> BenchmarkReport {
        let place = try TemporaryPlace()
        let file = place.file("report.json")
        _ = try ProgramRun(
            program,
            ["bench", benchmark.rawValue, "--threads", String(threads), "--json", "-o", file])
        return try BenchmarkReport(path: file)
    }
}
