import ArgumentParser
import Foundation
import ModelFiles
import Parsing
import Speech

extension Refseg {
    /// A published checkpoint as one file that loads at once.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn a published checkpoint into one file that loads at once.",
            usage: "refseg import <checkpoint> -o <file> [options]",
            discussion: """
                Reads a .pth of the ReferFormer model zoo (or any weights file refseg reads)
                and writes a safetensors file with the weights, the configuration and, where
                they lie beside the checkpoint or in --tokenizer, RoBERTa's vocab.json and
                merges.txt. Nothing in a .pth is ever executed.

                A Whisper model, a folder that CTranslate2 or transformers wrote, becomes one
                file for --audio-model, its vocabulary inside.

                EXAMPLE
                  refseg import ytvos_video_swin_base.pth -o video-swin-base.safetensors
                  refseg "the person on the left" clip/ --model video-swin-base.safetensors
                """)

        @Argument(
            help: ArgumentHelp(
                "Checkpoint to read, or a Whisper model's folder.", valueName: "checkpoint"),
            completion: .file(extensions: ["pth", "pt", "safetensors"]))
        var checkpoint: String

        @Option(
            name: [.short, .customLong("output")],
            help: ArgumentHelp("File to write.", valueName: "file"),
            completion: .file(extensions: ["safetensors"]))
        var output: String

        @Option(help: "How numbers are stored: fp32, or bf16 for half the size and three digits.")
        var precision = CheckpointImport.Precision.fp32

        @Option(
            help: ArgumentHelp(TokenizerHelp.text, valueName: "folder"), completion: .directory)
        var tokenizer: String?

        @Option(
            help: ArgumentHelp(
                "Frames among which an MTTR was trained to judge an annotated one (default: 10).",
                valueName: "n"))
        var neighbours: Int?

        @Flag(help: "Leave out tensors that the model does not have, instead of refusing the file.")
        var allowExtra = false

        @Flag(help: "No progress on standard error.")
        var quiet = false

        func validate() throws {
            if let neighbours, !(1...64).contains(neighbours) {
                throw ValidationError(
                    "--neighbours \(neighbours): expected a whole number from 1 to 64")
            }
        }

        func run() throws {
            if let whisper = try WhisperImport(path: checkpoint) { return try write(whisper) }
            let source = try CheckpointImport(
                checkpoint, tokenizer: tokenizer, allowingExtra: allowExtra,
                neighbourhood: neighbours)
            var progress = Progress(
                total: source.layouts.count, quiet: quiet, noun: "tensor")
            let outcome: CheckpointImport.Outcome
            do {
                outcome = try source.write(to: output, precision: precision) { progress.update($0) }
            } catch {
                progress.finish()
                throw error
            }
            progress.finish()
            print(
                "\(output): \(outcome.backbone), \(outcome.tensors) tensors, "
                    + "\(outcome.parameters.grouped) parameters in \(precision.rawValue)")
            if !source.extra.isEmpty {
                print("left out: \(source.extra.joined(separator: ", "))")
            }
            if !outcome.hasVocabulary {
                print(
                    "vocabulary: none found; put vocab.json and merges.txt of roberta-base beside "
                        + "\(output), or import again with --tokenizer")
            }
        }

        private func write(_ source: WhisperImport) throws {
            guard neighbours == nil else {
                throw ValidationError(
                    "--neighbours: a Whisper model hears, it judges no frames; expected no "
                        + "--neighbours beside it")
            }
            guard tokenizer == nil else {
                throw ValidationError(
                    "--tokenizer: the vocabulary of a Whisper model lies in its folder; expected no "
                        + "--tokenizer beside it")
            }
            var progress = Progress(total: source.tensors, quiet: quiet, noun: "tensor")
            let outcome: WhisperImport.Outcome
            do {
                outcome = try source.write(to: output, as: precision.type) { progress.update($0) }
            } catch {
                progress.finish()
                throw error
            }
            progress.finish()
            print(
                "\(output): \(outcome.model), \(outcome.tensors) tensors, "
                    + "\(outcome.parameters.grouped) parameters in \(precision.rawValue)")
        }
    }
}

extension CheckpointImport.Precision: ExpressibleByArgument {}
