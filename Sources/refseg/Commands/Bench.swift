import ArgumentParser
import Benchmarks
import Foundation
import Tensors

extension Refseg {
    /// How fast this machine is, and how near to what it could do.
    struct Bench: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure speed and memory of models on this machine.",
            usage: "refseg bench [<model> ...] [<options>]",
            discussion: """
                The published architectures run with generated weights, on 5 frames of 640x360; default and audio \
                are the whole program, on 40 such frames and on a spoken sentence (which needs espeak-ng). Times \
                are medians of 5 runs; between them the machine's own peak is measured. Leave the machine alone \
                meanwhile: runs in which other processes took the processors are repeated, a few times.

                EXIT STATUS
                  0  measured
                  1  something could not be run
                """)

        @Argument(
            help: ArgumentHelp(
                "What to measure: default, resnet50, swin-t, video-swin-t, audio (all of them where none is named).",
                valueName: "model"))
        var models: [Benchmark] = []

        @Option(
            help: ArgumentHelp(
                "What weights are kept in (repeatable; default: fp32).", valueName: "name"))
        var precision: [Precision] = []

        @Option(
            help: ArgumentHelp(
                "Threads to compute with (default: the cores of the machine).", valueName: "n"))
        var threads: Int?

        @Flag(help: "Print JSON.")
        var json = false

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("Write the JSON to a file.", valueName: "file"), completion: .file())
        var output: String?

        @Option(
            help: ArgumentHelp(
                "Show how the times stand to those of an earlier --json.", valueName: "file"),
            completion: .file(extensions: ["json"]))
        var compare: String?

        @Option(
            help: ArgumentHelp(
                "Enter the figures in the table of a Markdown file, in this processor's column.",
                valueName: "file"), completion: .file(extensions: ["md"]))
        var table: String?

        func validate() throws { try ThreadCount.check(threads) }

        func run() throws {
            let older = try compare.map(BenchmarkReport.init(path:))
            // What cannot be kept need not be measured.
            let document = try table.map { try BenchmarkError.contents(of: $0) }
            for path in [output, table].compactMap(\.self) { try WholeFile.check(path) }
            let report = try BenchmarkReport(
                models.isEmpty ? Benchmark.allCases : models,
                in: precision.isEmpty ? [.fp32] : precision,
                threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
                version: Refseg.version, program: "/proc/self/exe"
            ) { StandardError.write("\($0.rawValue) \($1.rawValue) ...\n") }
            let text = try JSONEncoder.readable.encode(report)
            if let output { try WholeFile.write(text, to: output) }
            if let table, let document {
                var document = BenchmarkDocument(String(decoding: document, as: UTF8.self))
                document.enter(report)
                try WholeFile.write(Data(document.text.utf8), to: table)
            }
            if json {
                print(String(decoding: text, as: UTF8.self))
            } else {
                print(BenchmarkTable(report, comparedWith: older).lines.joined(separator: "\n"))
            }
        }
    }
}

extension Benchmark: ExpressibleByArgument {}
