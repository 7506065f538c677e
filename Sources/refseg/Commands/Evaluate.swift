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
                refseg evaluate <dataset> --root <folder> --model <file> --model <file> …
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

                SEVERAL MODELS
                With two --model or more, each video is decoded once and shown to every model.
                The table has a row for each, and by how much it is above the first, with the
                interval of that difference over videos. results.json holds all of it, and
                report.html shows the masks side by side; models/<name> is what evaluate makes
                of one model alone.

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
                "Folder for the results (default: refseg-out/<dataset>, of several models "
                    + "refseg-out/<dataset>-compared).", valueName: "folder"),
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
                    + "wrote, or its weights file (default: base in the package).",
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

        @Option(
            help: ArgumentHelp(
                "Weights file, or a published checkpoint (default: the model in the package); "
                    + "several are compared with the first.", valueName: "file"),
            completion: .file(extensions: ModelOption.extensions))
        var model: [String] = []

        @OptionGroup var running: RunningOptions

        func validate() throws {
            try ComparedModels.check(model)
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
            let loader = ModelLoader(
                running, audioModel: audioModel, asked: clipProtocol,
                usual: dataset.written.clipProtocol)
            let allowed = allowDamaged ? damage : nil
            if model.count > 1 {
                let run = try ComparisonRun(
                    dataset, truth: truth, models: ComparedModels(model, loader).models,
                    shard: shard, output: output ?? "refseg-out/\(asked.dataset.rawValue)-compared",
                    program: "refseg \(Refseg.version)", synthesizer: synthesizer,
                    audioRoute: audioRoute, allowing: allowed)
                return try compare(run)
            }
            let (segmenter, clipProtocol) = try loader.segmenter(model.first)
            let run = try EvaluationRun(
                dataset, truth: truth, segmenter: segmenter, following: clipProtocol,
                shard: shard,
                output: output ?? "refseg-out/\(asked.dataset.rawValue)",
                program: "refseg \(Refseg.version)", synthesizer: synthesizer,
                audioRoute: audioRoute, allowing: allowed)
            warn(of: run.journal)
            let timing = RunTiming(
                finishedBefore: run.progress.finished, threads: running.threads)
            try show(run.progress) { try run.evaluate($0) }
            try timing.write(to: run.folder, finished: run.progress.finished)
            if tell(shard: run.journal.header.shard, of: run, in: run.folder.path) { return }
            try EvaluationOutput(
                run.journal, run.folder, exports: exports.export, json: running.json,
                dataset: dataset
            ).write()
        }

        private func compare(_ comparison: ComparisonRun) throws {
            let runs = comparison.runs
            for (_, run) in runs { warn(of: run.journal) }
            let timings = runs.map {
                RunTiming(finishedBefore: $0.run.progress.finished, threads: running.threads)
            }
            try show(comparison.progress) { try comparison.evaluate($0) }
            for ((_, run), timing) in zip(runs, timings) {
                try timing.write(
                    to: run.folder, finished: run.progress.finished, besides: runs.count - 1)
            }
            let (shard, first) = (runs[0].run.journal.header.shard, runs[0].run)
            if tell(shard: shard, of: first, in: comparison.folder.folder.path) { return }
            try ComparisonOutput(
                runs.map { ($0.label, $0.run.journal, $0.run.folder) }, comparison.folder,
                exports: exports.export, json: running.json, dataset: first.dataset
            ).write()
        }

        /// Whether a part is done, which has no results of its own; that is said.
        private func tell(shard: Shard?, of run: EvaluationRun, in folder: String) -> Bool {
            guard let shard else { return false }
            print(
                "part \(shard) is done: \(run.progress.total) of \(run.dataset.videos.count) "
                    + "videos in \(folder)")
            return true
        }

        private func warn(of journal: EvaluationJournal) {
            guard journal.droppedBytes > 0, !running.quiet else { return }
            StandardError.write(
                "Warning: \(journal.droppedBytes.grouped) bytes at the end of the journal "
                    + "were not whole; their videos are evaluated again\n")
        }

        /// Shows how far the work is while it is done.
        private func show(
            _ before: EvaluationRun.Progress,
            _ work: ((EvaluationRun.Progress) -> Void) throws -> Void
        ) throws {
            var progress = Progress(
                total: before.total, quiet: running.quiet, noun: "video",
                before: before.finished)
            defer { progress.finish() }
            try work { progress.update($0.finished, share: $0.share) }
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
            if ComparisonFolder.holds(output) { return try mergeComparison() }
            let folder = try EvaluationFolder(output)
            let journal = try ShardMerge.merge(
                parts.isEmpty ? try folder.shards() : parts, into: folder)
            try EvaluationOutput(journal, folder, exports: exports.export, json: json).write()
        }

        /// Joins the parts of every model of a comparison.
        private func mergeComparison() throws {
            if let part = parts.first {
                throw ValidationError(
                    "\(part): \(output) is a comparison of several models; expected no part, since each "
                        + "model's are found in it, or the folder of one model before it")
            }
            let comparison = try ComparisonFolder(output)
            let models = try comparison.labels().map { label in
                let folder = try EvaluationFolder(comparison.place(of: label))
                let journal = try ShardMerge.merge(try folder.shards(), into: folder)
                return (label: label, journal: journal, folder: folder)
            }
            try ComparisonOutput(models, comparison, exports: exports.export, json: json).write()
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
