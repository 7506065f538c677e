import ArgumentParser
import Foundation
import Parsing
import Tensors
import Verification

extension Refseg {
    /// Whether weights and program give what the authors' code gives.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare with the authors' code, stage by stage.",
            usage: "refseg verify <weights> [--golden <file>] [options]",
            discussion: """
                With --golden, runs the inputs stored in a golden file and compares every
                stage in it; WEIGHTS may be the word "generated". Without it, checks that
                WEIGHTS is whole, finite and unchanged, and compares generated weights of the
                same kind of backbone with the reference values that come with refseg. A stage
                passes within 1e-4 of its largest magnitude, or four times what single and
                double precision of the reference differ by; masks must agree on 99.99 % of
                the pixels. With bf16 and int8, whose weights are rounded, more is allowed.
                A Whisper model, its folder or file, is checked in the same way: without
                --golden, the model in the package stands for the code that computes.

                EXIT STATUS
                  0  verified
                  1  a tolerance is broken, or a file cannot be used
                """)

        @Argument(
            help: ArgumentHelp(
                "Weights file, Whisper model, or \"generated\".", valueName: "weights"),
            completion: .file(extensions: ["pth", "pt", "safetensors"]))
        var weights: String

        @Option(
            help: ArgumentHelp("File of reference values.", valueName: "file"),
            completion: .file(extensions: ["safetensors"]))
        var golden: String?

        @Option(
            help: ArgumentHelp(
                "What weights are kept in: fp32 (as published), bf16, int8.", valueName: "name"))
        var precision = Precision.fp32

        @Option(help: ArgumentHelp("Threads to compute with.", valueName: "n"))
        var threads: Int?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if weights == Certificate.generated, golden == nil {
                throw ValidationError(
                    "'generated' needs --golden, which says for which architecture")
            }
            try ThreadCount.check(threads)
        }

        func run() throws {
            let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
            let certificate =
                if let whisper = try Certificate(
                    whisper: weights, golden: golden, precision: precision, threads: threads)
                {
                    whisper
                } else if let golden {
                    try Certificate(
                        weights: weights, golden: golden, precision: precision, threads: threads)
                } else {
                    try Certificate(weights: weights, precision: precision, threads: threads)
                }
            if json {
                let encoder = JSONEncoder.readable
                encoder.nonConformingFloatEncodingStrategy = .convertToString(
                    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
                print(String(decoding: try encoder.encode(certificate), as: UTF8.self))
            } else {
                printTable(certificate)
                print(certificate.line)
            }
            if !certificate.isVerified { throw ExitStatus.failed }
        }

        private func printTable(_ certificate: Certificate) {
            let stages = certificate.comparison.stages
            let width = max(5, stages.map { $0.stage.count }.max() ?? 0)
            let pad = { (text: String) in
                text.padding(toLength: width, withPad: " ", startingAt: 0)
            }
            print("\(pad("stage"))      error  tolerance    largest")
            for stage in stages {
                let numbers = String(
                    format: "%10.3g %10.3g %10.3g", stage.error, stage.tolerance, stage.largest)
                print(pad(stage.stage) + " " + numbers + (stage.diverges ? "  DIVERGES" : ""))
            }
            for mask in certificate.comparison.masks { print(mask) }
            if let query = certificate.comparison.query {
                print("query \(query.chosen), in the reference \(query.expected)")
            }
            if let problems = certificate.problems { print("weights: \(problems)") }
        }
    }
}
