import ArgumentParser
import Audio
import Datasets
import Evaluation
import Foundation
import Parsing
import Segmenter

extension Refseg {
    /// Scores of a model on a published benchmark.
    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Score a model on a published benchmark.",
            subcommands: [Run.self, Merge.self], defaultSubcommand: Run.self)
    }
}

extension Refseg.Evaluate {
    /// Runs a benchmark, or the part of it that one machine does.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a benchmark and print the table that papers print.",
            usage: """
                refseg evaluate <dataset> --root <folder> [-o <folder>] [options]
                refseg evaluate merge <folder> [<part> …]
                """,
            discussion: """
                OUTPUT
                  results.json   scores with bootstrap intervals, and all that they depend on
                  report.html    table, histogram, worst and best cases; one file, no network
                  journal        what was found in every finished video
                  spoken         recordings of the sentences, with --speak
                  run.json       this machine's time
                A run that was killed continues when the same command is given again, and
                ends with the same results.json.

                SEVERAL MACHINES
                  refseg evaluate a2d-sentences --root DATA -o OUT --shard 1/4
                  … the same with 2/4, 3/4, 4/4
                  refseg evaluate merge OUT
                In a Slurm job array the part follows from the task. The table, --json and
                --export come with merge then.

                EXIT STATUS
                  0  done
                  1  failed: a file, the model or the output; one sentence says why
                  2  wrong use
                """)

        @OptionGroup var asked: DatasetArguments

        @Option(
            name: [.short, .customLong("output")],
            help: ArgumentHelp(
                "Folder for the results (default: refseg-out/<dataset>).", valueName: "folder"),
            completion: .directory)
        var output: String?

        @Option(
            name: .customLong("protocol"),
            help: ArgumentHelp(
                "How clips are cut for a published checkpoint (default: as its authors did on this "
                    + "benchmark).", valueName: "name"))
        var clipProtocol: SegmentationProtocol?

        @Option(
            defaultAsFlag: SpeechSynthesizer.defaultVoice, parsing: .next,
            help: ArgumentHelp(
                "Let espeak-ng speak the sentences in this voice, and the model listen.",
                valueName: "voice"))
        var speak: String?

        @Option(
            help: ArgumentHelp(
                "How what is spoken reaches the model: features or transcript (default: the model's "
                    + "own way).", valueName: "name"))
        var audioRoute: AudioRoute?

        @Option(
            help: ArgumentHelp(
                "Whisper model that hears what is spoken: a folder that CTranslate2 or transformers "
                    + "wrote, or its weights file (default: tiny.en in the package).",
                valueName: "path"),
            completion: .file())
        var audioModel: String?

        @Option(
            help: ArgumentHelp("Only part K of N of the videos.", valueName: "K/N"),
            transform: Shard.parsed)
        var shard: Shard?

        @Flag(
            help: ArgumentHelp(
                "Evaluate what is there of lists, films and recordings that are damaged, and tell it in "
                    + "the results."))
        var allowDamaged = false

        @OptionGroup var exports: ExportOptions

        @OptionGroup var running: RunningOptions

        func validate() throws {
            guard speak?.isEmpty != true else {
                throw ValidationError(
                    "--speak: the voice has no name; expected one that espeak-ng --voices lists, for "
                        + "example \(SpeechSynthesizer.defaultVoice)")
            }
            guard speak == nil || !asked.dataset.isSpoken else {
                throw ValidationError(
                    "--speak: the sentences of \(asked.dataset.title) are recordings; expected no --speak, or one of "
                        + "the datasets whose sentences are read")
            }
            let given = [
                audioRoute.map { _ in "--audio-route" }, audioModel.map { _ in "--audio-model" },
            ].compactMap(\.self).first
            if let given, speak == nil, !asked.dataset.isSpoken {
                throw ValidationError(
                    "\(given): the sentences of \(asked.dataset.title) are read; expected --speak "
                        + "beside it, or "
                        + Benchmark.allCases.filter(\.isSpoken).map(\.rawValue)
                        .joined(separator: ", "))
            }
        }

        func run() throws {
            let shard = try shard ?? Shard.task(of: ProcessInfo.processInfo.environment)
            guard shard == nil || exports.export.isEmpty && !running.json else {
                throw ValidationError(
                    "\(running.json ? "--json" : "--export"): a part of the videos has no results of "
                        + "its own; expected it with refseg evaluate merge, once all parts are done"
                )
            }
            let synthesizer = try speak.map { try SpeechSynthesizer(voice: $0) }
            let truth = TruthReader()
            var damage: [String] = []
            let dataset = try Dataset(
                asked.dataset, root: asked.root, subset: asked.subset, truth: truth,
                problems: allowDamaged
                    ? Problems { if $0.stopsEvaluation { damage.append("\($0)") } } : .evaluating)
            let (segmenter, clipProtocol) = try loadedSegmenter(for: dataset)
            let run = try EvaluationRun(
                dataset, truth: truth, segmenter: segmenter, following: clipProtocol,
                shard: shard,
                output: output ?? "refseg-out/\(asked.dataset.rawValue)",
                program: "refseg \(Refseg.version)", synthesizer: synthesizer,
                audioRoute: audioRoute, allowing: allowDamaged ? damage : nil)
            try evaluate(run)
            if let shard = run.journal.header.shard {
                print(
                    "part \(shard) is done: \(run.progress.total) of \(dataset.videos.count) "
                        + "videos in \(run.folder.path)")
            } else {
                try EvaluationOutput(
                    run.journal, run.folder, exports: exports.export, json: running.json,
                    dataset: dataset
                ).write()
            }
        }

        private func evaluate(_ run: EvaluationRun) throws {
            let before = run.progress
            if run.journal.droppedBytes > 0, !running.quiet {
                StandardError.write(
                    "Warning: \(run.journal.droppedBytes.grouped) bytes at the end of the journal "
                        + "were not whole; their videos are evaluated again\n")
            }
            var progress = Progress(
                total: before.total, quiet: running.quiet, noun: "video",
                before: before.finished)
            let timing = RunTiming(finishedBefore: before.finished, threads: running.threads)
            do {
                try run.evaluate { progress.update($0.finished, share: $0.share) }
            } catch {
                progress.finish()
                throw error
            }
            progress.finish()
            try timing.write(to: run.folder, finished: run.progress.finished)
        }

        /// The model, following the benchmark's protocol, or its own where it has only one.
        private func loadedSegmenter(
            for dataset: Dataset
        ) throws -> (Segmenter, SegmentationProtocol) {
            let asked = clipProtocol ?? dataset.written.clipProtocol
            do {
                return (try segmenter(following: asked), asked)
            } catch SegmenterError.otherProtocol where clipProtocol == nil {
                return (try segmenter(following: .windows), .windows)
            }
        }

        private func segmenter(following clipProtocol: SegmentationProtocol) throws -> Segmenter {
            try Segmenter(
                model: running.model.map { URL(fileURLWithPath: $0) },
                tokenizer: running.tokenizer.map { URL(fileURLWithPath: $0) },
                following: clipProtocol, audioModel: audioModel.map { URL(fileURLWithPath: $0) },
                allowingExtra: running.allowExtra, precision: running.precision,
                threads: running.threads,
                logger: StandardErrorLog.logger(quiet: running.quiet))
        }
    }

    /// Joins the parts that several machines did.
    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Join the parts that several machines did, and score the whole.",
            usage: "refseg evaluate merge <folder> [<part> …] [options]",
            discussion: """
                The results are the same, byte for byte, as those of one machine of the same
                kind.

                EXAMPLE
                  refseg evaluate merge runs/a2d
                """)

        @Argument(
            help: ArgumentHelp("Folder for the results.", valueName: "folder"),
            completion: .directory)
        var output: String

        @Argument(
            help: ArgumentHelp(
                "Folders of the parts (default: shard-K-of-N in the folder).", valueName: "part"),
            completion: .directory)
        var parts: [String] = []

        @OptionGroup var exports: ExportOptions

        @Flag(help: "Print results.json on standard output instead of the table.")
        var json = false

        func run() throws {
            let folder = try EvaluationFolder(output)
            let journal = try ShardMerge.merge(
                parts.isEmpty ? try folder.shards() : parts, into: folder)
            try EvaluationOutput(journal, folder, exports: exports.export, json: json).write()
        }
    }
}

extension Shard {
    /// Reads `2/4`.
    fileprivate static func parsed(_ text: String) throws -> Shard {
        guard let shard = Shard(text) else {
            throw ValidationError("expected part K of N, K from 1 to N, for example 2/4")
        }
        return shard
    }
}
