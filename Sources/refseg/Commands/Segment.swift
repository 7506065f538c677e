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
                refseg [segment] <query> <input> [-o <folder>] [options]
                refseg [segment] -q <query> … <input> [-o <folder>] [options]
                refseg [segment] --audio <file> … <input> [-o <folder>] [options]
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
                "Folder for the results (default: refseg-out/<input name>, never one with another "
                    + "input's results).", valueName: "folder"),
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
            if clip.inputPath == PipedInput.name, PipedInput.isTerminal {
                throw ValidationError(
                    "-: standard input is a terminal; expected a film or an image sent to it, for "
                        + "example refseg \"the dog\" - < walk.mp4")
            }
            if clip.transcribe, let option = optionForMasks {
                throw ValidationError(
                    "--transcribe: \(option) is of no use to it; expected one --audio or more, and "
                        + "--audio-model, --threads or --json at most")
            }
            if let output, output.hasForeignBytes {
                throw ValidationError(
                    "--output \(output.legiblePath): bytes that are no text; expected a name in UTF-8"
                )
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
                ("--allow-cut", allowCut), ("--stream", stream), ("--preview", preview),
                (selected.given ?? "", selected.given != nil),
                ("--max-memory", running.maxMemory != nil),
                ("--model", weights.model != nil), ("--tokenizer", running.tokenizer != nil),
                ("--allow-extra", running.allowExtra),
                ("--audio-route", clip.audioRoute != nil),
            ]
            return options.first(where: \.1)?.0
        }

        func run() throws {
            if clip.transcribe { return try transcribe() }
            let queries = try clip.checkedQueries()
            let isPiped = clip.inputPath == PipedInput.name
            let known = try isPiped ? nil : checkedSource(clip.inputPath)
            let place = output ?? OutputName(clip.inputPath).place
            let folder = try OutputFolder(place, input: clip.inputPath)
            let interruption = Interruption { folder.abandonBeforeExit() }
            defer { withExtendedLifetime(interruption) {} }
            let earlyEnd = EarlyEnd()
            let summary: Summary
            do {
                let source = try known ?? checkedSource(PipedInput.receive(into: folder))
                summary = try segment(source, earlyEnd, queries, into: folder)
                if isPiped { try folder.remove(PipedInput.file) }
                try folder.commit()
            } catch {
                folder.abandon()
                throw PipedInput.naming(error, in: folder)
            }
            if running.json {
                try summary.printReport()
            } else if !stream {
                summary.print()
            }
            if let error = earlyEnd.error {
                try tell(PipedInput.naming(error, in: folder), keptIn: place)
            }
            if !summary.anyMatched { throw ExitStatus.nothingMatches }
        }

        /// The clip, with what the headers of its frames tell told at once.
        private func checkedSource(_ path: String) throws -> FrameSource {
            let all = try FrameSource(path: path)
            try selected.check(all)
            let source = try all.selecting(selected.selection)
            try source.checkHeaders()
            return source
        }

        /// Tells that a film is cut, and ends with that unless it is allowed.
        private func tell(_ error: any Error, keptIn place: String) throws {
            if allowCut {
                if !running.quiet { StandardError.write("Warning: \(error)\n") }
                return
            }
            StandardError.write(
                "Error: \(error), or take what there is of it, in \(place), with "
                    + "--allow-cut\n")
            throw ExitStatus.failed
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

        private func segment(
            _ source: FrameSource, _ earlyEnd: EarlyEnd, _ queries: [String],
            into folder: OutputFolder
        ) throws -> Summary {
            let segmenter = try running.segmenter(
                weights.model, following: clipProtocol, audioModel: clip.audioModel)
            let prepared =
                try segmenter.prepare(queries)
                + clip.audio.map { try heard($0, segmenter) }
            let settings = SegmentationReport.Settings(
                threshold: threshold ?? segmenter.threshold,
                presenceThreshold: segmenter.presenceThreshold, threads: segmenter.threads)
            let writer = try OutputWriter(
                folder, outputs, texts: prepared.map(\.name), labels: clipProtocol == .refDAVIS,
                input: source, named: clip.inputPath.legiblePath, taking: selected.selection,
                settings: settings, stream: stream ? ResultStream() : nil, quiet: running.quiet)
            let showsMask = preview && !stream && !running.json
            var shown = Preview(by: showsMask ? .ofStandardOutput() : nil)
            var progress = Progress(total: source.expectedCount, quiet: running.quiet)
            let outcome: Segmentation
            do {
                outcome = try segmenter.segment(
                    try source.frames(earlyEnd), prepared, threshold: settings.threshold
                ) {
                    try writer.write($0)
                    try shown.offer($0) { progress.finish() }
                    progress.update($0.index + 1)
                }
            } catch {
                progress.finish()
                throw error
            }
            progress.finish()
            try writer.finish(
                outcome, model: segmenter.identity,
                shortfall: earlyEnd.error.map { "\(PipedInput.naming($0, in: folder))" })
            return Summary(
                place: folder.name, titles: writer.titles, size: source.size, outcome: outcome)
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

extension PreparedQuery {
    /// What people know it by: its words, or the recording in which nothing was understood.
    fileprivate var name: String { text.isEmpty ? spoken?.file ?? "" : text }
}
