import ArgumentParser
import Foundation
import ModelFiles
import Parsing
import Speech

extension Refseg {
    /// What a weights file holds.
    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what a weights file holds, and what it lacks.",
            discussion: """
                EXIT STATUS
                  0  a whole model
                  1  a file that cannot be read, or a model with missing or misshapen tensors
                """)

        @Argument(
            help: ArgumentHelp(
                "Weights file: .pth or safetensors; or a Whisper model: its folder or file.",
                valueName: "file"),
            completion: .file(extensions: ["pth", "pt", "safetensors"]))
        var file: String

        @Flag(help: "Print JSON, the whole configuration included.")
        var json = false

        func run() throws {
            if let whisper = try WhisperInspection(path: file) { return try show(whisper) }
            let inspection = try Inspection(path: file)
            if json {
                print(String(decoding: try JSONEncoder.readable.encode(inspection), as: UTF8.self))
            } else {
                for (name, text) in lines(inspection) {
                    print(name.padding(toLength: 13, withPad: " ", startingAt: 0) + text)
                }
            }
            if inspection.problems != nil { throw ExitStatus.failed }
        }

        private func show(_ it: WhisperInspection) throws {
            if json {
                print(String(decoding: try JSONEncoder.readable.encode(it), as: UTF8.self))
            } else {
                let layers = "\(it.encoderLayers) + \(it.decoderLayers) layers of width \(it.width)"
                for (name, text) in [
                    ("file", "\(it.path), \(it.format), \(it.bytes.grouped) bytes"),
                    ("model", "\(it.model): \(layers), \(it.bands) bands"),
                    ("precision", it.precision), ("parameters", it.parameters.grouped),
                    ("vocabulary", "\(it.tokens.grouped) tokens"),
                    ("complete", it.problems.map { "no: \($0)" } ?? "yes"),
                ] {
                    print(name.padding(toLength: 13, withPad: " ", startingAt: 0) + text)
                }
            }
            if it.problems != nil { throw ExitStatus.failed }
        }

        private func lines(_ it: Inspection) -> [(String, String)] {
            var lines = [
                ("file", "\(it.path), \(it.format), \(it.bytes.grouped) bytes"),
                ("model", "\(it.model): \(it.family) with \(it.backbone)"),
                ("precision", it.precision),
                ("sha256", "\(it.sha256) (of the \(it.hashed == "file" ? "file" : "tensors"))"),
                ("parameters", it.parameters.grouped),
            ]
            let width = it.modules.map { $0.name.count }.max() ?? 0
            lines += it.modules.map {
                let name = $0.name.padding(toLength: width, withPad: " ", startingAt: 0)
                return ("", "\(name)  \($0.parameters.grouped)")
            }
            if let vocabulary = it.vocabulary { lines.append(("vocabulary", vocabulary)) }
            if !it.beside.isEmpty {
                lines.append(("beside", it.beside.joined(separator: ", ") + " (not used)"))
            }
            lines.append(("complete", it.problems.map { "no: \($0)" } ?? "yes"))
            return lines
        }
    }
}
