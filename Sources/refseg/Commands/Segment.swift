import ArgumentParser
import Files
import Foundation
import Media
import Parsing
import Segmenter

extension Refseg {
    /// Masks, overlays and `result.json` for one clip and one or more queries.
    struct Segment: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cut out of every frame of a video what a sentence refers to.",
            usage: """
                refseg [segment] <query> <input> … [-o <folder>] [options]
                refseg [segment] -q <query> … <input> … [-o <folder>] [options]
                refseg [segment] --audio <file> … <input> … [-o <folder>] [options]
                refseg --transcribe --audio <file> … [options]
                """,
            discussion: """
                EXAMPLES
                  refseg "the yellow taxi" street.mp4 --start 1:10 --end 1:20
                  refseg -q "the dog" -q "the man on the left" frames/ -o walk-masks
                  refseg "the dog" walk.mp4 --matte prores --background blur

                OUTPUT
                  masks/<query index>/<frame>.png  0 or 255, the frame's own size
                  overlay/<frame>.jpg              the frame, tinted and outlined; of a
                                                   film overlay.mp4, with its sound
                  matte/<query index>              with --matte: the masks as alpha
                  cutout/<query index>/<frame>.png with --cutout: the object alone
                  composite                        with --background: a film or pictures
                  labels/<frame>.png               all objects' numbers, with --export
                                                   palette and --protocol davis
                  result.json                      scores, boxes, masks, timings
                  Results of several inputs lie in folders named after them.

                EXIT STATUS
                  0  done
                  1  failed: a file, the model or the output; one sentence says why
                  2  wrong use: options or queries that cannot be read
                  3  done, and nothing in the video matches a query, or nothing is said in one

                OTHER COMMANDS (refseg help <command> tells more)
                  serve     show a page to type or speak into, and serve programs
                  evaluate  score a model on a published benchmark
                  data      check a dataset on a disk, and make what evaluations need of it
                  import    turn a published checkpoint into one file that loads at once
                  inspect   tell what a weights file holds, and what it lacks
                  verify    compare with the authors' code, stage by stage
                  bench     measure speed and memory on this machine
                  doctor    tell what is missing on this machine, and how to get it
                """)

        @OptionGroup var clip: ClipArguments

        @OptionGroup var selected: SelectionOptions

        @Option(
            name: [.short, .customLong("output")],
            help: ArgumentHelp(
                "Folder for the results; of several inputs, for their folders (default: refseg-out/<input "
                    + "name>, never one with another input's results).", valueName: "folder"),
            completion: .directory)
        var output: String?

        @Option(
            help: ArgumentHelp(
                "A pixel belongs to the object above this probability (default: the model's).",
                valueName: "0…1"))
        var threshold: Double?

        @Option(
            name: .customLong("protocol"),
            help: ArgumentHelp(
                "How a published checkpoint treats the clip: windows (36 frames at a time, the object "
                    + "followed), ytvos, davis, a2d, jhmdb (as the data sets' evaluations do).",
                valueName: "name"))
        var clipProtocol = SegmentationProtocol.windows

        @Flag(
            help: ArgumentHelp(
                "Be content with a film that ends before its header says: a warning, no error."))
        var allowCut = false

        @Flag(
            help: ArgumentHelp(
                "Ask the model about some frames alone, the fewer the less moves, and carry their masks over "
                    + "to those between: up to 1.8 times as fast, less exact."))
        var fast = false

        @Option(
            help: ArgumentHelp(
                "Memory that the run may take, for example 800MB or 2GB: windows of a clip become shorter "
                    + "where it needs more, and a clip that needs more even so is refused (default: no "
                    + "limit).", valueName: "size"))
        var maxMemory: MemorySize?

        @Option(
            help: ArgumentHelp(
                "Keep what a published checkpoint sees of frames in this folder, so that a later question "
                    + "about them needs no backbone.", valueName: "folder"),
            completion: .directory)
        var cache: String?

        @Option(
            help: ArgumentHelp(
                "Size that the cache may reach; what was of no use for longest goes (default: 10GB).",
                valueName: "size"))
        var cacheSize: MemorySize?

        @OptionGroup var outputs: OutputOptions

        @Flag(
            help: ArgumentHelp(
                "Print every frame's entry of the result file as one line of JSON as soon as it is "
                    + "found, and the rest of it as the last line."))
        var stream = false

        @Flag(help: "Show the first frame with an object on the terminal.")
        var preview = false

        @OptionGroup var weights: ModelOption

        @OptionGroup var running: RunningOptions

        func validate() throws {
            if clip.inputs == [PipedInput.name], PipedInput.isTerminal {
                throw ValidationError(
                    "-: standard input is a terminal; expected a film or an image sent to it, for "
                        + "example refseg \"the dog\" - < walk.mp4")
            }
            if clip.transcribe, let option = optionForMasks {
                throw ValidationError(
                    "--transcribe: \(option) is of no use to it; expected one --audio or more, and "
                        + "--audio-model, --threads or --json at most")
            }
            if output == "" {
                throw ValidationError("--output: it is empty; expected the name of a folder")
            }
            if let output, output.hasForeignBytes {
                throw ValidationError(
                    "--output \(output.legiblePath): bytes that are no text; expected a name in UTF-8"
                )
            }
            if stream, clip.inputs.count > 1 {
                throw ValidationError(
                    "--stream: \(clip.inputs.count) inputs; expected one at a time")
            }
            if stream, running.json {
                throw ValidationError(
                    "--stream and --json: both print the result; expected one of them")
            }
            if clipProtocol == .refDAVIS, clip.queryCount > LabelPictures.most {
                throw ValidationError(
                    "--protocol davis: \(clip.queryCount) queries; expected at most "
                        + "\(LabelPictures.most)")
            }
            if let cacheSize, cache == nil {
                throw ValidationError(
                    "--cache-size \(cacheSize): expected --cache FOLDER with it, or neither")
            }
            try outputs.validate(queries: clip.queryCount)
            if let threshold, !(threshold > 0 && threshold < 1) {
                throw ValidationError(
                    "--threshold \(threshold): expected a number between 0 and 1, for example 0.5")
            }
        }

        /// An option that is given and says something about masks.
        private var optionForMasks: String? {
            let options = [
                ("--output", output != nil), ("--threshold", threshold != nil),
                ("--protocol", clipProtocol != .windows),
                (outputs.given ?? "", outputs.given != nil),
                ("--allow-cut", allowCut), ("--fast", fast), ("--stream", stream),
                ("--preview", preview),
                (selected.given ?? "", selected.given != nil),
                ("--max-memory", maxMemory != nil), ("--cache", cache != nil),
                ("--model", weights.model != nil), ("--tokenizer", running.tokenizer != nil),
                ("--allow-extra", running.allowExtra),
                ("--audio-route", clip.audioRoute != nil),
            ]
            return options.first(where: \.1)?.0
        }

        private var featureCache: FeatureCache? {
            cache.map {
                FeatureCache(
                    folder: URL(fileURLWithPath: $0),
                    limit: cacheSize?.bytes ?? FeatureCache.usualLimit)
            }
        }

        func run() throws {
            if clip.transcribe { return try transcribe() }
            let queries = try clip.checkedQueries()
            let inputs = clip.inputs
            var known: FrameSource?
            if inputs.count > 1 {
                for input in inputs { _ = try FrameSource(path: input) }
            } else if inputs[0] != PipedInput.name {
                known = try checkedSource(inputs[0])
            }
            let segmenter = try running.segmenter(
                weights.model, following: clipProtocol, audioModel: clip.audioModel,
                memory: maxMemory, fast: fast, cache: featureCache)
            let prepared =
                try segmenter.prepare(queries) + clip.audio.map { try heard($0, segmenter) }
            var reports = ReportList(
                as: running.json ? .report : stream ? .nothing : .summary, inputs: inputs.count)
            let run = ClipRun(segmenter: segmenter, queries: prepared)
            let interruption = Interruption { run.current.abandonBeforeExit() }
            defer { withExtendedLifetime(interruption) {} }
            guard inputs.count > 1 else {
                let place = output ?? OutputName(inputs[0]).place
                let summary = try segment(inputs[0], known, run, into: place, &reports)
                if !summary.anyMatched { throw ExitStatus.nothingMatches }
                return
            }
            try each(inputs, run, &reports)
        }

        /// Prints what the recordings say, one line each; it stays empty where nothing is said.
        private func transcribe() throws {
            let transcriber = try Transcriber(
                model: clip.audioModel.map { URL(fileURLWithPath: $0) }, threads: running.threads)
            let heard = try clip.audio.map { path in
                do {
                    let query = try transcriber(path)
                    if let shortfall = query.shortfall, !running.quiet {
                        StandardError.write("Warning: \(shortfall)\n")
                    }
                    return query
                } catch let error as SpeechError {
                    StandardError.write("Error: \(error)\n")
                    return SpokenQuery(file: path, transcript: "", confidence: 0)
                }
            }
            if running.json {
                print(String(decoding: try JSONEncoder.readable.encode(heard), as: UTF8.self))
            } else {
                for query in heard { print(query.transcript) }
            }
            if heard.allSatisfy(\.transcript.isEmpty) { throw ExitStatus.nothingMatches }
        }

        /// A spoken query; one in which nothing is said is reported, and then matches nothing.
        private func heard(_ path: String, _ segmenter: Segmenter) throws -> PreparedQuery {
            do {
                return try segmenter.prepare(spoken: path, by: clip.audioRoute)
            } catch let error as SpeechError {
                StandardError.write("Error: \(error)\n")
                return segmenter.prepare(unheard: path)
            }
        }
    }
}

extension SegmentationProtocol: ExpressibleByArgument {}
